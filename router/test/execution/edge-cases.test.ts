import { describe, expect, test } from 'vitest'
import { expectAnswers } from './expect-answers.ts'
import { ledger } from './graphs/ledger.ts'
import { shop } from './graphs/shop.ts'

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
