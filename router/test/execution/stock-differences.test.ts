import { expect, test } from 'vitest'
import { executeOurs } from './execute-ours.ts'
import { executeStock } from './execute-stock.ts'
import { type Faults, NO_FAULTS } from './faults.ts'
import { bazaar } from './graphs/bazaar.ts'
import { ledger } from './graphs/ledger.ts'
import { media } from './graphs/media.ts'
import { shop } from './graphs/shop.ts'
import { judge } from './judge.ts'
import { loadGraph } from './load-graph.ts'

/*
 * Where Apollo's executor is wrong, so that ours differs from it. Each test fails with a version of Apollo's that is right,
 * so that what was done for it here can go.
 */

const graphs = { shop: loadGraph(shop), media: loadGraph(media), ledger: loadGraph(ledger), bazaar: loadGraph(bazaar) }

type Difference = [
  why: string,
  graph: keyof typeof graphs,
  document: string,
  data: string,
  more?: { variables?: Record<string, unknown>; faults?: Partial<Faults> },
]

const differences: Difference[] = [
  [
    'it orders fields by fragments of the same type, not by where they stand',
    'shop',
    '{ part(number: 1) { ... on Part { title } lead ... on Part { number } } }',
    '{"part":{"title":"Bolt","lead":2,"number":1}}',
  ],
  [
    'it takes the name of an interface for the type of an object that it knew better',
    'media',
    '{ chart { stars __typename } }',
    '{"chart":[{"stars":2,"__typename":"Film"},{"stars":5,"__typename":"Film"},{"stars":2,"__typename":"Film"}]}',
  ],
  [
    'it does not ask for an object at all when a field that was skipped requires something',
    'shop',
    'query ($skip: Boolean!) { product { crates @skip(if: $skip) stock } }',
    '{"product":{"stock":3}}',
    { variables: { skip: true } },
  ],
  [
    'it takes a name of its own that a subgraph has for the root type for a wrong type',
    'ledger',
    'mutation { deposit(id: "a1") { query { __typename } } }',
    '{"deposit":{"query":{"__typename":"Query"}}}',
  ],
  [
    'it tells of an error under a name that only the plan knows',
    'media',
    '{ node(id: "s1") { ... on Captioned { caption } } }',
    '{"node":{"caption":null}}',
    { faults: { fields: { 'Series/s1.caption': 'error' } } },
  ],
  [
    'it tells of an error at the place of another object, where some in a list have another type',
    'media',
    '{ shelf { ... on Series { seasons } ... on Person { rank } } }',
    '{"shelf":[[{},{"rank":null}],null,[{"seasons":2}],[],null]}',
    { faults: { fields: { 'Person/a.rank': 'error' } } },
  ],
  [
    'it tells of an error of a field that was asked of objects of another type alone',
    'media',
    '{ media { ... on Film { mood @include(if: true) } stars } }',
    '{"media":[{"mood":"RED","stars":5},{"stars":4},{"mood":null,"stars":2},{"stars":null}]}',
    { faults: { fields: { 'Series/s2.mood': 'error' } } },
  ],
  [
    'it lets null pass for a field that is not null in the type of the object, though it is in the interface',
    'media',
    '{ offers { ... on Captioned { caption } } }',
    '{"offers":[{"caption":null},null,null]}',
    { faults: { missing: ['catalogue Film/f1'] } },
  ],
  [
    'it takes a key for a field whose alias is the name of the key',
    'shop',
    '{ product { id: label stock } }',
    '{"product":{"id":"Label of p1","stock":3}}',
  ],
  [
    'it sends a field under an alias for a required one',
    'shop',
    '{ product { price: id shipping } }',
    '{"product":{"price":"p1","shipping":400}}',
  ],
  [
    'it keeps quiet about a value that clients must not know, when there is an error elsewhere',
    'media',
    '{ medium(id: "f2") { colour } person { name } }',
    '{"medium":{"colour":null},"person":{"name":null}}',
    { faults: { fields: { 'Person/a.name': 'error' } } },
  ],
  [
    'it gives no argument from the context',
    'bazaar',
    '{ shop { best { price } } }',
    '{"shop":{"best":{"price":"o2 in EUR with 0"}}}',
  ],
]

test.each(differences)('%s', async (_why, graph, document, data, { variables = {}, faults = {} } = {}) => {
  const loaded = graphs[graph]
  const request = { document, variables }
  const ours = await judge(loaded, executeOurs, request, { ...NO_FAULTS, ...faults })
  expect(ours.objections).toEqual([])
  expect(ours.outcome.data).toBe(data)
  const stock = await judge(loaded, executeStock, request, { ...NO_FAULTS, ...faults })
  expect(stock.objections).not.toEqual([])
})
