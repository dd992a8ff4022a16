import { describe, expect, test } from 'vitest'
import { claims, link, protect, protectSubgraphs } from '../../test/authorization/protected-graph.ts'
import { compose } from '../../test/cost/compose.ts'
import { readRequirements } from './requirements.ts'

const paths = (sdl: string, document: string, words = '') =>
  protect(sdl)
    .decide(document, claims(words))
    .refused.map((path) => path.join('/'))

const ALL = '{ a b c }'

describe('the directives are found under every name that they can have', () => {
  test.each([
    [
      'their own',
      link(['@authenticated', '@requiresScopes', '@policy']),
      ['authenticated', 'requiresScopes', 'policy'],
    ],
    [
      'names given on import',
      link([
        { name: '@authenticated', as: '@auth' },
        { name: '@requiresScopes', as: '@needs' },
        { name: '@policy', as: '@must' },
      ]),
      ['auth', 'needs', 'must'],
    ],
    [
      'each other’s names',
      link([
        { name: '@authenticated', as: '@member' },
        { name: '@requiresScopes', as: '@authenticated' },
        { name: '@policy', as: '@requiresScopes' },
      ]),
      ['member', 'authenticated', 'requiresScopes'],
    ],
    [
      'names in a namespace',
      link([]),
      ['federation__authenticated', 'federation__requiresScopes', 'federation__policy'],
    ],
    [
      'names in a renamed namespace',
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", as: "authz")\n',
      ['authz__authenticated', 'authz__requiresScopes', 'authz__policy'],
    ],
  ])('%s', (_which, head, [authenticated, scopes, policy]) => {
    const sdl = compose({
      only: `${head} type Query {
        a: Int @${authenticated} b: Int @${scopes}(scopes: [["s"]]) c: Int @${policy}(policies: [["p"]]) }`,
    })
    expect(paths(sdl, ALL)).toEqual(['a', 'b', 'c'])
    expect(paths(sdl, ALL, 'in s policy:p')).toEqual([])
  })

  test('a supergraph may link a specification under another name', () => {
    const sdl = compose({ only: `${link(['@authenticated'])} type Query { a: Int @authenticated b: Int }` })
    const renamed = sdl
      .replace('/authenticated/v0.1"', '/authenticated/v0.1", as: "login"')
      .replaceAll('@authenticated', '@login')
    expect(paths(renamed, '{ a b }')).toEqual(['a'])
    const imported = sdl
      .replace('/authenticated/v0.1"', '/authenticated/v0.1", import: [{ name: "@authenticated", as: "@must" }]')
      .replaceAll(/@authenticated(?=[ \n])/g, '@must')
    expect(paths(imported, '{ a b }')).toEqual(['a'])
  })

  test('links may stand on extensions of the schema', () => {
    const sdl = compose({ only: `${link(['@authenticated'])} type Query { a: Int @authenticated b: Int }` })
    const [auth = ''] = /@link\(url: "https:\/\/specs.apollo.dev\/authenticated[^)]*\)/.exec(sdl) ?? []
    const extended = `${sdl.replace(auth, '')}\nextend schema ${auth}`
    expect(paths(extended, '{ a b }')).toEqual(['a'])
  })

  test('a directive of the same name from elsewhere means nothing', () => {
    const sdl = compose({
      only: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective"])
        @link(url: "https://example.com/mine/v1.0", import: ["@authenticated"]) @composeDirective(name: "@authenticated")
        directive @authenticated on FIELD_DEFINITION
        type Query { a: Int @authenticated }`,
    })
    expect(readRequirements(sdl).needed).toBe(false)
  })

  test.each(['v0.2', 'v1.0', 'v2.3'])('version %s is not known', (version) => {
    const sdl = compose({ only: `${link(['@policy'])} type Query { a: Int @policy(policies: [["p"]]) }` })
    const newer = sdl.replace('/policy/v0.1', `/policy/${version}`)
    expect(() => readRequirements(newer)).toThrow(`it links https://specs.apollo.dev/policy/${version}`)
  })
})

describe('what composition makes of several subgraphs', () => {
  test('a field that two protect asks for both', () => {
    const graph = protectSubgraphs(
      'type Query { a: Int @shareable @authenticated b: Int @shareable @requiresScopes(scopes: [["x"], ["y"]]) }',
      'type Query { a: Int @shareable @policy(policies: [["p"]]) b: Int @shareable @requiresScopes(scopes: [["z"]]) }',
    )
    const refused = (words: string) => graph.decide('{ a b }', claims(words)).refused.flat()
    expect(refused('in z')).toEqual(['a', 'b'])
    expect(refused('policy:p x')).toEqual(['a', 'b'])
    expect(refused('in policy:p y z')).toEqual([])
  })

  test('a type protected in one subgraph is protected wherever it is reached', () => {
    const graph = protectSubgraphs(
      'type Query { user: User } type User @key(fields: "id") @authenticated { id: ID! name: String }',
      'type Query { post: Post } type Post { title: String by: User } type User @key(fields: "id") { id: ID! posts: [Post] }',
    )
    const { refused } = graph.decide('{ user { posts { title } } post { title by { posts { title } } } }', claims(''))
    expect(refused).toEqual([['user'], ['post', 'by']])
  })

  test('a field that requires a protected one must say so itself', () => {
    const subgraphs = (rule: string) => [
      `type Query { user: User } type User @key(fields: "id") { id: ID! income: Int @requiresScopes(scopes: [["tax"]]) }`,
      `type User @key(fields: "id") { id: ID! income: Int @external band: String @requires(fields: "income") ${rule} }`,
    ]
    expect(() => protectSubgraphs(...subgraphs(''))).toThrow('to access the transitive field')
    const graph = protectSubgraphs(...subgraphs('@requiresScopes(scopes: [["tax"]])'))
    expect(graph.decide('{ user { id band } }', claims('')).refused).toEqual([['user', 'band']])
  })

  test('a chain of required fields must say so at every step', () => {
    const subgraphs = (rule: string) => [
      `type Query { user: User } type User @key(fields: "id") { id: ID! a: Int @authenticated }`,
      `type User @key(fields: "id") { id: ID! a: Int @external b: Int @requires(fields: "a") @authenticated }`,
      `type User @key(fields: "id") { id: ID! b: Int @external c: Int @requires(fields: "b") ${rule} }`,
    ]
    expect(() => protectSubgraphs(...subgraphs(''))).toThrow('to access the transitive field')
    expect(protectSubgraphs(...subgraphs('@authenticated')).decide('{ user { id c } }', claims('')).refused).toEqual([
      ['user', 'c'],
    ])
  })

  test('a field of an interface object is protected on the interface and on every implementation', () => {
    const graph = protectSubgraphs(
      `type Query { media: Media book: Book }
       interface Media @key(fields: "id") { id: ID! }
       type Book implements Media @key(fields: "id") { id: ID! }
       type Film implements Media @key(fields: "id") { id: ID! }`,
      'type Media @key(fields: "id") @interfaceObject { id: ID! views: Int @policy(policies: [["p"]]) likes: Int }',
    )
    const document = '{ media { likes views ... on Film { v: views } } book { id views } }'
    expect(graph.decide(document, claims('')).refused.map((path) => path.join('/'))).toEqual([
      'media/views',
      'media/... on Film/v',
      'book/views',
    ])
  })

  test('an implementation that clients cannot name counts for its interface', () => {
    const graph = protectSubgraphs(`
      type Query { node: Node other: Int }
      interface Node { id: ID }
      type Open implements Node { id: ID }
      type Hidden implements Node @inaccessible @authenticated { id: ID }`)
    expect(graph.decide('{ other node { id } }', claims('')).refused).toEqual([['node']])
    expect(graph.decide('{ other node { ... on Open { id } } }', claims('')).refused).toEqual([])
  })

  test('copies that composition puts on interfaces are no rules of their own', () => {
    const graph = protectSubgraphs(`
      type Query { posts: [Post] }
      interface Post { title: String }
      type Open implements Post { title: String }
      type Closed implements Post @requiresScopes(scopes: [["a", "b"], ["c"]]) { title: String @authenticated }
      type Other implements Post @requiresScopes(scopes: [["b"], ["d"]]) { title: String }`)
    expect(graph.supergraphSdl).toMatch(/interface Post[^{]*@requiresScopes/)
    expect(graph.decide('{ posts { ... on Open { title } } }', claims('')).refused).toEqual([])
    expect(graph.decide('{ posts { title } }', claims('in a b')).refused).toEqual([])
    expect(graph.decide('{ posts { title } }', claims('in a d')).refused).toEqual([['posts', '@']])
  })

  test('rules of an interface itself, from older composition, hold for the whole of it', () => {
    const sdl = compose({
      only: `${link(['@authenticated'])} type Query { a: Int @authenticated node: Node named: Named all: [Item] }
        interface Node { id: ID! } interface Named { name: String } type Item implements Node & Named { id: ID! name: String }`,
    })
      .replace(/interface Node\s/, 'interface Node @authenticated\n')
      .replace(/(interface Named[^}]*name: String)/, '$1 @authenticated')
    expect(
      paths(sdl, '{ node { ... on Item { id } } named { __typename ... on Node { id } name } all { id name } }'),
    ).toEqual(['node', 'named/... on Node', 'named/name'])
  })
})

describe('unusual arguments', () => {
  test.each([
    ['an empty list asks nothing', '[]', ''],
    ['an empty alternative asks nothing', '[[], ["a"]]', ''],
    ['a list of one without its brackets', '"a"', 'a'],
    ['alternatives without their brackets', '["a", "b"]', 'b'],
    ['a name twice', '[["a", "a"]]', 'a'],
  ])('%s', (_what, scopes, words) => {
    const sdl = compose({ only: `${link(['@requiresScopes'])} type Query { a: Int @requiresScopes(scopes: [["x"]]) }` })
    const changed = sdl.replace('scopes: [["x"]]', `scopes: ${scopes}`)
    expect(paths(changed, '{ a }', words)).toEqual([])
    expect(paths(changed, '{ a }')).toEqual(words === '' ? [] : ['a'])
  })
})
