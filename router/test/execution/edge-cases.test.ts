import { describe, expect, test } from 'vitest'
import { executeOurs } from './execute-ours.ts'
import { bazaar } from './graphs/bazaar.ts'
import { ledger } from './graphs/ledger.ts'
import { media } from './graphs/media.ts'
import { shop } from './graphs/shop.ts'
import { judge } from './judge.ts'
import { loadGraph } from './load-graph.ts'

/** What is asked, in how many requests of how many representations, and what `data` is. */
type Case = [what: string, document: string, requests: number, representations: number, data: unknown]

function expectAnswers(graph: Parameters<typeof loadGraph>[0], cases: Case[]): void {
  const loaded = loadGraph(graph)
  test.each(cases)('%s', async (_what, document, requests, representations, data) => {
    const { outcome, run, objections } = await judge(loaded, executeOurs, { document })
    expect(objections).toEqual([])
    expect(outcome.data).toBe(typeof data === 'string' ? data : JSON.stringify(data))
    expect(run.requests.length).toBe(requests)
    expect(run.requests.flatMap((request) => request.representations).length).toBe(representations)
  })
}

describe('objects are told apart by', () => {
  expectAnswers(shop, [
    ['a nested key', '{ part(number: 2) { lead title } }', 2, 1, { part: { lead: 2, title: 'Nut' } }],
    [
      'a nested key, and a part of it by its own',
      '{ part(number: 2) { spare { number } maker { name country } } }',
      2,
      1,
      { part: { spare: { number: 2 }, maker: { name: null, country: 'PT' } } },
    ],
    [
      'one of several keys',
      '{ product { stock discount(percent: 50) } }',
      3,
      2,
      { product: { stock: 3, discount: 0.5 } },
    ],
    [
      'a key that a third subgraph has to give',
      '{ inStock(first: 1) { discount } }',
      3,
      2,
      { inStock: [{ discount: null }] },
    ],
    [
      'a key that leads away only',
      '{ review(id: "r1") { author { name } } }',
      2,
      1,
      { review: { author: { name: 'Name of u1' } } },
    ],
  ])
})

describe('fields are had', () => {
  expectAnswers(shop, [
    ['from three subgraphs that need one another', '{ product { premium } }', 3, 2, { product: { premium: 40 } }],
    [
      'with what they require of a list',
      '{ product { crates } }',
      2,
      1,
      { product: { crates: ['1: 7', null, '2: null'] } },
    ],
    [
      'at once where another subgraph provides them',
      '{ review(id: "r1") { product { label } } }',
      1,
      0,
      { review: { product: { label: 'Label of p1' } } },
    ],
    [
      'of one value from two subgraphs',
      '{ product { size { unit depth } } }',
      2,
      1,
      { product: { size: { unit: 'cm', depth: 4 } } },
    ],
    ['where they have moved to', '{ product { origin } }', 2, 1, { product: { origin: 'here' } }],
  ])
})

describe('of objects in lists', () => {
  const stock = { stock: 3 }
  expectAnswers(shop, [
    [
      'each is asked for once, however deep and often it is there',
      '{ shelves { stock } }',
      2,
      2,
      { shelves: [[stock, null, stock], null, [], [stock]] },
    ],
    [
      'each is asked for once at all paths together',
      '{ product { stock } top { stock } products { stock } }',
      2,
      3,
      { product: stock, top: stock, products: [stock, stock, stock] },
    ],
    [
      'nulls stay where they are',
      '{ me { favourites { origin } } }',
      2,
      2,
      { me: { favourites: [{ origin: 'here' }, null, { origin: 'here' }, { origin: 'here' }] } },
    ],
    [
      'one that is below itself is the same',
      '{ product { stock related { stock } } }',
      2,
      3,
      { product: { stock: 3, related: [stock, stock, stock] } },
    ],
  ])
})

describe('of abstract types', () => {
  expectAnswers(media, [
    ['an interface object needs no type of its own', '{ best { stars } }', 1, 0, { best: { stars: 4 } }],
    [
      'an interface object gets its type from another subgraph',
      '{ best { __typename stars ... on Series { seasons } } }',
      2,
      1,
      { best: { __typename: 'Series', stars: 4, seasons: 2 } },
    ],
    [
      'an object keeps its type beside what an interface object has',
      '{ chart { stars __typename } }',
      2,
      2,
      { chart: [2, 5, 2].map((stars) => ({ stars, __typename: 'Film' })) },
    ],
    [
      'entities are found by their interface',
      '{ rated(least: 4) { title ... on Film { fee } } }',
      3,
      3,
      { rated: [{ title: 'Series s1' }, { title: 'Film f1', fee: 324 }] },
    ],
    [
      'a list of a union is mixed',
      '{ shelf { ... on Film { stars } ... on Person { rank } ... on Series { other: rank } } }',
      3,
      3,
      { shelf: [[{ stars: 5 }, { rank: 'first' }], null, [{ other: [3, 1] }], [], null] },
    ],
    [
      'fields of one name and several types are told apart',
      '{ search(text: "1") { ... on Captioned { caption } ... on Film { x: rank } } }',
      1,
      0,
      { search: [{ caption: 'Zone', x: 1 }, null, { caption: 'Ten' }] },
    ],
    [
      'one that clients must not know is null',
      '{ medium(id: "t1") { title } node(id: "t1") { id } }',
      1,
      0,
      { medium: null, node: null },
    ],
    [
      'a value that clients must not know is null',
      '{ medium(id: "f2") { colour } }',
      1,
      0,
      { medium: { colour: null } },
    ],
    [
      'introspection stands where it was asked for',
      '{ a: __type(name: "Film") { kind } lead { __typename } __schema { queryType { name } } }',
      1,
      0,
      { a: { kind: 'OBJECT' }, lead: { __typename: 'Series' }, __schema: { queryType: { name: 'Query' } } },
    ],
  ])
})

describe('mutations', () => {
  expectAnswers(ledger, [
    [
      'run in the order of the document across subgraphs',
      'mutation { a: note b: say c: whisper d: whisper e: note }',
      4,
      0,
      { a: 1, b: 2, c: 3, d: 4, e: 5 },
    ],
    [
      'see what those before them did',
      'mutation { a: rename(id: "o1", name: "A") { name } open(input: {}) { owner { name } } b: rename(id: "o1") { name } }',
      4,
      1,
      { a: { name: 'A' }, open: { owner: { name: 'A' } }, b: { name: 'Nobody' } },
    ],
    [
      'lead back to queries of every subgraph',
      'mutation { deposit(id: "a1") { query { __typename total owners { name } } } }',
      2,
      0,
      {
        deposit: {
          query: { __typename: 'Query', total: 9_007_199_254_740_991, owners: [{ name: 'Ada' }, { name: null }] },
        },
      },
    ],
  ])
})

describe('names and values that every object inherits', () => {
  expectAnswers(ledger, [
    [
      'are aliases like any others',
      '{ __proto__: account { constructor: id toString: limit hasOwnProperty: owner { __proto__: name } } }',
      3,
      2,
      '{"__proto__":{"constructor":"a1","toString":10,"hasOwnProperty":{"__proto__":"Ada"}}}',
    ],
    [
      'come out of scalars as they are',
      '{ account { meta limit } }',
      2,
      1,
      '{"account":{"meta":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":1}}},"limit":10}}',
    ],
    [
      'come out of literals as they are',
      '{ echo(value: { __proto__: { x: 1 } }, list: null) }',
      1,
      0,
      '{"echo":[{"__proto__":{"x":1}},null]}',
    ],
  ])

  test('are in no other object afterwards', () => {
    expect(Object.keys(Object.prototype)).toEqual([])
    expect({}).not.toHaveProperty('polluted')
  })
})

describe('aliases may be names of fields that the router needs', () => {
  expectAnswers(shop, [
    [
      'in place of a key',
      '{ product { id: label sku: id stock discount(percent: 50) } }',
      3,
      2,
      { product: { id: 'Label of p1', sku: 'p1', stock: 3, discount: 0.5 } },
    ],
    [
      'in place of what another field requires',
      '{ product { price: id shipping size: kind } }',
      2,
      1,
      { product: { price: 'p1', shipping: 400, size: 'TOOL' } },
    ],
  ])
})

describe('arguments from the context', () => {
  expectAnswers(bazaar, [
    [
      'are those of the nearest object above',
      '{ shops { best { price } } stalls { shelf { offers { price(digits: 2) } } } }',
      3,
      6,
      {
        shops: [
          { best: { price: 'o2 in EUR with 0' } },
          null,
          { best: { price: 'o1 in USD with 0' } },
          { best: { price: 'o2 in EUR with 0' } },
          { best: { price: 'o3 in nothing with 0' } },
        ],
        stalls: [
          [{ shelf: { offers: Array(2).fill({ price: 'o1 in EUR with 2' }) } }, null],
          null,
          [{ shelf: { offers: [{ price: 'o2 in YEN with 2' }, { price: 'o1 in YEN with 2' }] } }],
        ],
      },
    ],
    [
      'are asked for by nobody where there is no object',
      '{ place { ... on Shop { best { price } } } }',
      1,
      0,
      { place: {} },
    ],
  ])
})
