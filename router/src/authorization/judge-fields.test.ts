import { parse, print } from 'graphql'
import { describe, expect, test } from 'vitest'
import { expectDecisions } from '../../test/authorization/expect-decisions.ts'
import { claims, protectSubgraphs } from '../../test/authorization/protected-graph.ts'

describe('fields and the types that they return', () => {
  const graph = protectSubgraphs(`
    type Query {
      topProducts: Product
      products: [Product!]!
      grid: [[Product]]
      customer: User
      me: User @authenticated
      color: Color
      search(text: String, limit: Int): [Product]
      both: Int @authenticated @requiresScopes(scopes: [["s"]]) @policy(policies: [["p"]])
    }
    type Mutation { rename(name: String): Product ping: String @requiresScopes(scopes: [["ping"]]) }
    type Product {
      type: String
      price(currency: String): Int
      reviews: [Review] @authenticated
      internal: Internal
      publicReviews: [Review]
      nonNull: ID! @authenticated
    }
    type Review { body: String author: User product: Product }
    type User @authenticated { id: ID name: String card: String @requiresScopes(scopes: [["a", "b"], ["c"]]) }
    scalar Internal @requiresScopes(scopes: [["internal"]])
    enum Color @policy(policies: [["colors", "artist"], ["painter"]]) { RED }
  `)
  expectDecisions(graph, [
    ['nothing protected', '{ topProducts { type } }', '', '{ topProducts { type } }', []],
    ['a protected field', '{ topProducts { type nonNull } }', '', '{ topProducts { type } }', ['topProducts/nonNull']],
    ['a protected field, allowed', '{ topProducts { nonNull } }', 'in', '{ topProducts { nonNull } }', []],
    [
      'a protected list field',
      '{ products { type reviews { body } } }',
      '',
      '{ products { type } }',
      ['products/@/reviews/@'],
    ],
    ['a list of lists is one level', '{ grid { type nonNull } }', '', '{ grid { type } }', ['grid/@/nonNull']],
    [
      'a field that returns a protected object',
      '{ topProducts { type } customer { name } }',
      '',
      '{ topProducts { type } }',
      ['customer'],
    ],
    [
      'the same with nothing but __typename',
      '{ topProducts { type } customer { __typename } }',
      '',
      '{ topProducts { type } }',
      ['customer'],
    ],
    [
      'a protected object below a list',
      '{ topProducts { publicReviews { body author { name } } } }',
      '',
      '{ topProducts { publicReviews { body } } }',
      ['topProducts/publicReviews/@/author'],
    ],
    ['a field and its type ask together', '{ me { name } color }', 'policy:painter', '{ color }', ['me']],
    [
      'a protected scalar',
      '{ topProducts { type internal } }',
      'in',
      '{ topProducts { type } }',
      ['topProducts/internal'],
    ],
    ['a protected scalar, allowed', '{ topProducts { internal } }', 'internal', '{ topProducts { internal } }', []],
    [
      'a protected enum with half of an alternative',
      '{ topProducts { type } color }',
      'policy:colors',
      '{ topProducts { type } }',
      ['color'],
    ],
    ['a protected enum with one whole alternative', '{ color }', 'policy:colors policy:artist', '{ color }', []],
    ['a protected enum with the other alternative', '{ color }', 'policy:painter', '{ color }', []],
    [
      'scopes: half of the inner list',
      '{ customer { name card } }',
      'in a',
      '{ customer { name } }',
      ['customer/card'],
    ],
    ['scopes: the whole inner list', '{ customer { card } }', 'in b a', '{ customer { card } }', []],
    ['scopes: the other alternative', '{ customer { card } }', 'in c', '{ customer { card } }', []],
    ['all three directives, one unmet', '{ both color }', 'in s policy:painter', '{ color }', ['both']],
    ['all three directives, all met', '{ both }', 'in s policy:p', '{ both }', []],
    [
      'a field below a refused one is not reported',
      '{ topProducts { type } customer { card } }',
      '',
      '{ topProducts { type } }',
      ['customer'],
    ],
    [
      'a field of which nothing is left goes too',
      '{ topProducts { nonNull } color }',
      'policy:painter',
      '{ color }',
      ['topProducts/nonNull'],
    ],
    [
      'nothing is left at all',
      '{ customer { name } topProducts { nonNull } }',
      '',
      null,
      ['customer', 'topProducts/nonNull'],
    ],
    ['aliases do not dodge', '{ topProducts { type } moi: me { name } }', '', '{ topProducts { type } }', ['moi']],
    [
      'one path for each alias',
      '{ a: topProducts { x: nonNull y: type } b: me { id } }',
      '',
      '{ a: topProducts { y: type } }',
      ['a/x', 'b'],
    ],
    [
      'the same field twice is one path',
      '{ topProducts { type nonNull nonNull } topProducts { nonNull } }',
      '',
      '{ topProducts { type } }',
      ['topProducts/nonNull'],
    ],
    [
      'a mutation',
      'mutation { rename { type nonNull } ping }',
      '',
      'mutation { rename { type } }',
      ['rename/nonNull', 'ping'],
    ],
    [
      'a mutation of which nothing would be shown is not run',
      'mutation { rename { nonNull } }',
      '',
      null,
      ['rename/nonNull'],
    ],
    [
      'introspection stays whole',
      '{ __schema { types { name } } __typename customer { name } }',
      '',
      '{ __schema { types { name } } __typename }',
      ['customer'],
    ],
    [
      'conditions do not matter',
      'query ($yes: Boolean!) { color @include(if: $yes) topProducts { nonNull @skip(if: true) type } }',
      '',
      '{ topProducts { type } }',
      ['color', 'topProducts/nonNull'],
    ],
    [
      'variables of refused fields go',
      'query ($c: String, $t: String, $l: Int) { search(text: $t, limit: $l) { reviews { product { price(currency: $c) } } type } }',
      '',
      'query ($t: String, $l: Int) { search(text: $t, limit: $l) { type } }',
      ['search/@/reviews/@'],
    ],
    [
      'variables that are used elsewhere stay',
      'query ($c: String, $yes: Boolean!) { search(text: $c) { type reviews @include(if: $yes) { product { price(currency: $c) } } } }',
      '',
      'query ($c: String) { search(text: $c) { type } }',
      ['search/@/reviews/@'],
    ],
  ])

  test('the operation itself is what is left where all is allowed', () => {
    const document = 'query Q($c: String) { me { name card } topProducts { price(currency: $c) } }'
    expect(print(graph.decide(document, claims('in c')).document ?? parse('{ x }'))).toBe(print(parse(document)))
  })
})

describe('protected roots', () => {
  const graph = protectSubgraphs(`
    type Query @policy(policies: [["reader"]]) { a: Int b: Int again: Query }
    type Mutation @authenticated { ping: String other: Int @requiresScopes(scopes: [["other"]]) }
  `)
  expectDecisions(graph, [
    ['every root field', '{ a x: b }', '', null, ['a', 'x']],
    ['every root field in fragments', '{ ... on Query { a ...F } } fragment F on Query { b }', '', null, ['a', 'b']],
    [
      'not introspection',
      '{ __typename a ...F } fragment F on Query { b __schema { types { name } } }',
      '',
      '{ __typename ...F_1 } fragment F_1 on Query { __schema { types { name } } }',
      ['a', 'b'],
    ],
    ['a mutation', 'mutation { ping other }', '', null, ['ping', 'other']],
    ['a mutation, in part', 'mutation { ping other }', 'in', 'mutation { ping }', ['other']],
    ['allowed', '{ a again { b } }', 'policy:reader', '{ a again { b } }', []],
  ])
})
