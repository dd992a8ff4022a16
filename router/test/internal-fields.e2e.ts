import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestGraph, type TestGraph } from './graph/test-graph.ts'

let graph: TestGraph
beforeAll(async () => {
  graph = await startTestGraph({
    subgraphs: {
      shop: {
        typeDefs: `
          type Query { items: [Item!]! item: Item found: [Found!]! }
          interface Found { code: ID! }
          type Item implements Found @key(fields: "code") {
            code: ID! @authenticated name: String! size(unit: String): Int! parts: [Part!]! broken: String }
          type Gap implements Found { code: ID! name: String! }
          type Part { weight: Int! @shareable label: String! }`,
        resolvers: {
          Query: { item: () => ITEM, items: () => [ITEM, ITEM], found: () => [ITEM, GAP] },
          Item: {
            size: (_item: unknown, { unit }: { unit?: string }) => (unit === 'mm' ? 120 : 12),
            broken: () => {
              throw new Error('it broke')
            },
          },
        },
      },
      freight: {
        typeDefs: `
          type Item @key(fields: "code") {
            code: ID! @authenticated
            size(unit: String): Int! @external
            parts: [Part!]! @external
            freight: Int @requires(fields: "size parts { weight }") price: Int lost: Int }
          type Part @shareable { weight: Int! }`,
        resolvers: {
          Item: {
            freight: ({ size, parts }: { size: number; parts: { weight: number }[] }) =>
              size + parts.reduce((sum, { weight }) => sum + weight, 0),
            price: () => 5,
            lost: () => {
              throw new Error('it is lost')
            },
          },
        },
      },
    },
  })
})
afterAll(() => graph[Symbol.asyncDispose]())

const ITEM = { __typename: 'Item', code: 'c-1', name: 'Lamp', parts: [{ weight: 3, label: 'foot' }] }
const GAP = { __typename: 'Gap', code: 'c-2', name: 'Nothing' }

/** Aliases and arguments where the planner would take the field for one that it needs itself. */
describe.each([
  ['nobody', false],
  ['somebody who may see the keys', true],
])('for %s, a plan keeps apart what was asked and what it needs', (_who, isSignedIn) => {
  const ask = async (query: string, variables = {}) =>
    graph.ask(query, variables, isSignedIn ? await graph.signedIn() : {})

  test.each([
    ['an alias that is a key', '{ item { code: name price } }', { item: { code: 'Lamp', price: 5 } }],
    [
      'an alias of an object',
      '{ item { code: parts { label } price } }',
      { item: { code: [{ label: 'foot' }], price: 5 } },
    ],
    ['an alias that is a required field', '{ item { size: name freight } }', { item: { size: 'Lamp', freight: 15 } }],
    ['arguments of a required field', '{ item { size(unit: "mm") freight } }', { item: { size: 120, freight: 15 } }],
    [
      'an alias below a required field',
      '{ item { parts { weight: label } freight } }',
      { item: { parts: [{ weight: 'foot' }], freight: 15 } },
    ],
    ['an alias that is __typename', '{ item { __typename: name price } }', { item: { __typename: 'Lamp', price: 5 } }],
    [
      'aliases in lists',
      '{ items { code: name price } }',
      {
        items: [
          { code: 'Lamp', price: 5 },
          { code: 'Lamp', price: 5 },
        ],
      },
    ],
    [
      'aliases in fragments',
      '{ found { __typename ... on Item { code: name price } ... on Gap { code: name } } }',
      {
        found: [
          { __typename: 'Item', code: 'Lamp', price: 5 },
          { __typename: 'Gap', code: 'Nothing' },
        ],
      },
    ],
    [
      'the same alias twice',
      '{ item { code: name price ...F } } fragment F on Item { code: name }',
      { item: { code: 'Lamp', price: 5 } },
    ],
    [
      'names that look like ours',
      '{ item { code: name code_of_name: price x_of_: size } }',
      { item: { code: 'Lamp', code_of_name: 5, x_of_: 12 } },
    ],
    [
      'introspection beside it',
      '{ item { code: name price } __type(name: "Part") { name: kind } }',
      { item: { code: 'Lamp', price: 5 }, __type: { name: 'OBJECT' } },
    ],
  ])('%s', async (_what, query, data) => {
    const answer = await ask(query)
    expect(answer.errors).toBeUndefined()
    expect(answer.data).toEqual(data)
    expect(JSON.stringify(answer.data)).toBe(JSON.stringify(data))
  })

  test('with variables and conditions', async () => {
    const query =
      'query ($unit: String = "mm", $yes: Boolean!) { item { size(unit: $unit) code: name @include(if: $yes) freight } }'
    expect((await ask(query, { yes: true })).data).toEqual({ item: { size: 120, code: 'Lamp', freight: 15 } })
    expect((await ask(query, { yes: false, unit: 'cm' })).data).toEqual({ item: { size: 12, freight: 15 } })
  })

  test('also in the paths of errors', async () => {
    const { data, errors } = await ask('{ item { code: broken size: lost name } }')
    expect(data).toEqual({ item: { code: null, size: null, name: 'Lamp' } })
    expect(errors?.map(({ path }) => path?.join('/')).sort()).toEqual(['item/code', 'item/size'])
  })
})
