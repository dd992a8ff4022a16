import { describe, expect, test } from 'vitest'
import { compose } from '../../test/cost/compose.ts'
import { createPriceList } from '../../test/cost/price-list.ts'

const subgraph = (link: string, body: string) =>
  compose({ one: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9"${link})\n${body}` })

const types = (cost: string, listSize: string) => `
  type Query { items: [Item!]! ${listSize}(assumedSize: 3) }
  type Item { price: Int ${cost}(weight: 5) }`

const EXPECTED = 3 * (1 + 5)
const OPERATION = '{ items { price } }'

describe('names of the directives come from the supergraph', () => {
  test.each([
    ['imported', ', import: ["@cost", "@listSize"]', '@cost', '@listSize'],
    [
      'renamed',
      ', import: [{ name: "@cost", as: "@price" }, { name: "@listSize", as: "@length" }]',
      '@price',
      '@length',
    ],
    ['not imported', '', '@federation__cost', '@federation__listSize'],
  ])('%s', (_title, link, cost, listSize) => {
    const sdl = subgraph(link, types(cost, listSize))
    expect(createPriceList(sdl).estimate(OPERATION)).toBe(EXPECTED)
  })

  const toll = subgraph(', import: ["@cost", "@listSize"]', types('@cost', '@listSize'))
    .replace(/@link\(url: "(https:\/\/specs.apollo.dev\/cost\/v0.1)"[^)]*\)/, '@link(url: "$1", as: "toll")')
    .replaceAll('@cost(', '@toll(')
    .replaceAll('@listSize(', '@toll__listSize(')

  test('under a name for the whole feature', () => {
    expect(createPriceList(toll).estimate(OPERATION)).toBe(EXPECTED)
  })

  test("a stranger's @cost weighs nothing", () => {
    const strange = toll.replace('price: Int @toll(weight: 5)', 'price: Int @cost(weight: 5)')
    const sdl = `${strange}\ndirective @cost(weight: Int!) on FIELD_DEFINITION`
    expect(createPriceList(sdl).estimate(OPERATION)).toBe(3 * (1 + 0))
  })

  test('a supergraph without costs counts objects', () => {
    const sdl = subgraph('', 'type Query { items: [Item!]! } type Item { price: Int }')
    expect(createPriceList(sdl, 7).estimate(OPERATION)).toBe(7 * 1)
  })
})

test('a weight may be a numeric string, and a broken one stops the start', () => {
  const sdl = subgraph(', import: ["@cost", "@listSize"]', types('@cost', '@listSize')).replace(
    'directive @cost(weight: Int!)',
    'directive @cost(weight: String!)',
  )
  const weighing = (weight: string) => createPriceList(sdl.replace('@cost(weight: 5)', `@cost(weight: "${weight}")`))
  expect(weighing('5').estimate(OPERATION)).toBe(3 * (1 + 5))
  expect(weighing('4.2').estimate(OPERATION)).toBe(3 * (1 + 5))
  expect(() => weighing('much')).toThrow('Item.price: much is not a number')
  expect(() => weighing('')).toThrow('Item.price:  is not a number')
})

describe('paths, which not every composition writes', () => {
  const sdl = subgraph(
    ', import: ["@cost", "@listSize"]',
    `type Query {
      items(input: PageInput): [Item!]! @listSize(assumedSize: 3)
      page(first: Int): Page! @listSize(slicingArguments: ["first"], assumedSize: 3, sizedFields: ["empty"])
    }
    input PageInput { page: Slice = { first: 8 } }
    input Slice { first: Int = 5, last: Int }
    type Page { empty: [Int!]!, items: Items!, edges: [Edge!]! }
    type Items { list: [Item!]! }
    type Edge { node: Item! }
    type Item { price: Int }`,
  )
    .replace(
      'assumedSize: 3)',
      'assumedSize: 3, slicingArguments: ["input.page.first"], requireOneSlicingArgument: false)',
    )
    .replace('["empty"]', '["items.list", "edges.node"]')
  const list = createPriceList(sdl)

  test.each([
    ['{ items(input: { page: { first: 4 } }) { price } }', 1 + 1 + 4],
    ['{ items(input: { page: { last: 4 } }) { price } }', 1 + 1 + 5],
    ['{ items(input: {}) { price } }', 1 + 1 + 8],
    ['{ items(input: { page: null }) { price } }', 1 + 3],
    ['{ items { price } }', 3],
    ['{ page(first: 6) { items { list { price } } } }', 1 + 1 + 6],
    ['{ page(first: 6) { edges { node { price } } } }', 1 + 6 * (1 + 1)],
  ])('%s', (operation, cost) => {
    expect(list.estimate(operation)).toBe(cost)
  })

  test('from variables', () => {
    const operation =
      'query ($p: PageInput, $n: Int) { a: items(input: $p) { price } b: items(input: { page: { first: $n } }) { price } }'
    expect(list.estimate(operation, { p: { page: { first: 9 } }, n: 2 })).toBe(1 + 1 + 9 + (1 + 1 + 2))
    expect(list.estimate(operation, { p: null })).toBe(3 + (1 + 1 + 5))
  })
})

test('an interface gives its types what they do not say themselves', () => {
  const sdl = subgraph(
    ', import: ["@cost", "@listSize"]',
    `type Query { things: [Thing!]! @listSize(assumedSize: 2), one: One }
    interface Thing { parts: [Part!]! @listSize(assumedSize: 6) }
    type One implements Thing { parts: [Part!]! }
    type Two implements Thing { parts: [Part!]! @listSize(assumedSize: 4) }
    type Part { name: String }`,
  )
  const list = createPriceList(sdl)
  expect(list.estimate('{ one { parts { name } } }')).toBe(1 + 6)
  expect(list.estimate('{ things { parts { name } } }')).toBe(2 * (1 + Math.max(6, 4)))
  expect(list.estimate('{ things { ... on Two { parts { name } } } }')).toBe(2 * (1 + 4))
})

test('interface objects count as any of the types that they stand for', () => {
  const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@interfaceObject", "@cost", "@listSize"])`
  const sdl = compose({
    media: `${link}
      type Query { media: [Media!]! @listSize(assumedSize: 5) }
      interface Media @key(fields: "id") { id: ID! }
      type Book implements Media @key(fields: "id") { id: ID! }
      type Film implements Media @key(fields: "id") @cost(weight: 3) { id: ID! }`,
    reviews: `${link}
      type Media @key(fields: "id") @interfaceObject { id: ID! reviews: [Review!]! @listSize(assumedSize: 3) }
      type Review { body: String }`,
  })
  expect(createPriceList(sdl).estimate('{ media { reviews { body } } }')).toBe(5 * 3 + 5 * (3 + 3 * 1))
})

test('a length that is told further up holds in the fetch of another subgraph', () => {
  const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@listSize"])`
  const sdl = compose({
    one: `${link}
      type Query { shop(first: Int): Shop! @listSize(slicingArguments: ["first"], assumedSize: 5, sizedFields: ["doors"]) }
      type Shop @key(fields: "id") { id: ID! doors: [Int!]! }`,
    two: `${link}
      type Shop @key(fields: "id") { id: ID! items: [Item!]! }
      type Item { price: Int }`,
  }).replace('["doors"]', '["items"]')
  expect(createPriceList(sdl).estimate('{ shop(first: 3) { items { price } } }')).toBe(1 + (1 + 3 * 1))
})
