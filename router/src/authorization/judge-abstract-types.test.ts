import { describe } from 'vitest'
import { expectDecisions } from '../../test/authorization/expect-decisions.ts'
import { protectSubgraphs } from '../../test/authorization/protected-graph.ts'

describe('interfaces', () => {
  const graph = protectSubgraphs(`
    type Query { posts: [Post!]! post(id: ID): Post draft: Draft! open: PublicBlog things: Thing items: [Item] }
    interface Post { id: ID! author: String title: String! }
    interface Draft { id: ID! }
    type PublicBlog implements Post { id: ID! author: String title: String! stats: Int @authenticated }
    type PrivateBlog implements Post & Draft @authenticated { id: ID! author: String title: String! notes: String }
    type Note implements Post & Draft { id: ID! author: String @requiresScopes(scopes: [["authors"]]) title: String! }
    interface Thing { id: ID name: String owner: Owner }
    type A implements Thing { id: ID name: String owner: Owner }
    type B implements Thing { id: ID name: String @authenticated owner: Owner }
    interface Owner { name: String }
    type Person implements Owner @policy(policies: [["people"]]) { name: String }
    type Firm implements Owner { name: String }
    interface Item { label: String tag: Tag }
    type C implements Item { label: String tag: Tag }
    type D implements Item { label: String tag: SecretTag }
    interface Tag { text: String }
    type OpenTag implements Tag { text: String }
    type SecretTag implements Tag @authenticated { text: String }
  `)
  expectDecisions(graph, [
    [
      'a field of any implementation, one of which is protected',
      '{ open { id } posts { id } }',
      '',
      '{ open { id } }',
      ['posts/@'],
    ],
    ['the same, allowed', '{ posts { id } }', 'in', '{ posts { id } }', []],
    [
      'nothing else of that interface is shown',
      '{ open { id } posts { id ... on PublicBlog { title } } }',
      '',
      '{ open { id } }',
      ['posts/@'],
    ],
    [
      'an open implementation alone',
      '{ posts { ... on PublicBlog { title } } }',
      '',
      '{ posts { ... on PublicBlog { title } } }',
      [],
    ],
    [
      'each implementation by its own rules',
      '{ posts { ... on PublicBlog { title } ... on PrivateBlog { title } } }',
      '',
      '{ posts { ... on PublicBlog { title } } }',
      ['posts/@/... on PrivateBlog'],
    ],
    [
      'each implementation by its own fields',
      '{ posts { ... on PublicBlog { author } ... on Note { author title } } }',
      '',
      '{ posts { ... on PublicBlog { author } ... on Note { title } } }',
      ['posts/@/... on Note/author'],
    ],
    [
      '__typename of any implementation',
      '{ posts { __typename ... on PublicBlog { title } } }',
      '',
      '{ posts { __typename ... on PublicBlog { title } } }',
      [],
    ],
    [
      '__typename inside of a protected implementation',
      '{ posts { __typename ... on PrivateBlog { __typename } } }',
      '',
      '{ posts { __typename } }',
      ['posts/@/... on PrivateBlog'],
    ],
    ['a field that one implementation protects', '{ things { id name } }', '', '{ things { id } }', ['things/name']],
    [
      'the same field of the others',
      '{ things { id ... on A { name } ... on B { name } } }',
      '',
      '{ things { id ... on A { name } } }',
      ['things/... on B/name'],
    ],
    [
      'the same response key, refused for all and allowed for one',
      '{ things { id name ... on A { name } } }',
      '',
      '{ things { id ... on A { name } } }',
      ['things/name'],
    ],
    [
      'the rules of several implementations must all be met',
      '{ open { id } posts { author } }',
      'in',
      '{ open { id } }',
      ['posts/@/author'],
    ],
    ['the same with all met', '{ posts { author } }', 'in authors', '{ posts { author } }', []],
    [
      'an interface that a fragment narrows',
      '{ open { ... on Post { author title } } }',
      '',
      '{ open { ... on Post { author title } } }',
      [],
    ],
    [
      'a narrower interface',
      '{ post { __typename ... on Draft { id } } }',
      '',
      '{ post { __typename } }',
      ['post/... on Draft'],
    ],
    [
      'a wider fragment changes nothing',
      '{ draft { ... on Post { title } } open { id } }',
      '',
      '{ open { id } }',
      ['draft'],
    ],
    [
      'fragments hide no reading of any implementation',
      '{ open { id } posts { ... { ...F } } } fragment F on Post { id }',
      '',
      '{ open { id } }',
      ['posts/@'],
    ],
    [
      'an interface below an interface',
      '{ things { id owner { name } } }',
      'in',
      '{ things { id } }',
      ['things/owner'],
    ],
    [
      'an implementation below an interface',
      '{ things { owner { ... on Firm { name } } } }',
      '',
      '{ things { owner { ... on Firm { name } } } }',
      [],
    ],
    [
      'an implementation that returns a protected type',
      '{ items { label tag { ... on OpenTag { text } } } }',
      '',
      '{ items { label } }',
      ['items/@/tag'],
    ],
    [
      'the same field of the other implementation',
      '{ items { ... on C { tag { ... on OpenTag { text } } } } }',
      '',
      '{ items { ... on C { tag { ... on OpenTag { text } } } } }',
      [],
    ],
    ['an alias on an interface', '{ things { x: id y: name } }', '', '{ things { x: id } }', ['things/y']],
  ])
})

describe('unions', () => {
  const graph = protectSubgraphs(`
    type Query { media: Media! all: [Media] small: Small named: Named }
    union Media = Book | Movie | Song
    union Small = Song
    interface Named { title: String }
    type Book implements Named @requiresScopes(scopes: [["books"]]) { title: String }
    type Movie implements Named { title: String @authenticated year: Int }
    type Song implements Named { title: String }
  `)
  expectDecisions(graph, [
    [
      'members by their own rules',
      '{ media { ... on Book { title } ... on Movie { title year } ... on Song { title } } }',
      '',
      '{ media { ... on Movie { year } ... on Song { title } } }',
      ['media/... on Book', 'media/... on Movie/title'],
    ],
    ['an open member alone', '{ all { ... on Song { title } } }', '', '{ all { ... on Song { title } } }', []],
    ['__typename', '{ media { __typename } }', '', '{ media { __typename } }', []],
    [
      'one response key of several members',
      '{ media { ... on Book { t: title } ... on Song { t: title } } }',
      '',
      '{ media { ... on Song { t: title } } }',
      ['media/... on Book'],
    ],
    ['an interface of all members', '{ media { ... on Named { title } __typename } }', 'in', null, ['media']],
    [
      'an interface of all members, allowed',
      '{ media { ... on Named { title } } }',
      'in books',
      '{ media { ... on Named { title } } }',
      [],
    ],
    [
      'an interface of the only member',
      '{ small { ... on Named { title } } }',
      '',
      '{ small { ... on Named { title } } }',
      [],
    ],
    [
      'a union on an interface',
      '{ named { __typename ... on Media { ... on Song { title } ... on Book { title } } } }',
      '',
      '{ named { __typename ... on Media { ... on Song { title } } } }',
      ['named/... on Book'],
    ],
    [
      'a union on a narrower set',
      '{ named { __typename ... on Small { ... on Named { title } } } }',
      '',
      '{ named { __typename ... on Small { ... on Named { title } } } }',
      [],
    ],
  ])
})
