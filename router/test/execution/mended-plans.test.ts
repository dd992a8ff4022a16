import { expect, test } from 'vitest'
import { executeOurs } from './execute-ours.ts'
import { executeStock } from './execute-stock.ts'
import { NO_FAULTS } from './faults.ts'
import { bazaar } from './graphs/bazaar.ts'
import { ledger } from './graphs/ledger.ts'
import { judge } from './judge.ts'
import { loadGraph } from './load-graph.ts'
import type { Executor } from './outcome.ts'

/*
 * What Apollo's planner gets wrong unless the document is written otherwise. Each test fails with a planner that is right, so
 * that what was done for it here can go.
 */

const graphs = { bazaar: loadGraph(bazaar), ledger: loadGraph(ledger) }

const flaws: [what: string, graph: keyof typeof graphs, document: string, data: string][] = [
  [
    'it finds no plan for introspection under a condition',
    'ledger',
    'query ($yes: Boolean! = true) { ... @include(if: $yes) { __schema { queryType { name } } } version }',
    '{"__schema":{"queryType":{"name":"Query"}},"version":"1.0"}',
  ],
  [
    'it names the root type as it is in the supergraph, whatever a subgraph calls it',
    'ledger',
    'query ($yes: Boolean! = true) { version ... on Query @include(if: $yes) { total } }',
    '{"version":"1.0","total":9007199254740991}',
  ],
  [
    'it runs mutations of equal fragments as one, before what stood between them',
    'ledger',
    'mutation { ... { say } a: note ... { deposit(id: "a1") { number } } }',
    '{"say":1,"a":2,"deposit":{"number":3}}',
  ],
  [
    'it does so under equal conditions as well, also where there are two',
    'ledger',
    `mutation ($yes: Boolean! = true, $also: Boolean! = true) {
       ... @include(if: $yes) { say } a: note ...More @include(if: $yes) b: note ...More @include(if: $also) }
     fragment More on Mutation { ... @include(if: $also) { deposit(id: "a1") { number } } c: note }`,
    '{"say":1,"a":2,"deposit":{"number":3},"c":4,"b":5}',
  ],
  [
    'it runs a mutation that is a leaf once more for an occurrence under a condition',
    'ledger',
    'mutation ($yes: Boolean! = true) { say ... @include(if: $yes) { a: note say } }',
    '{"say":1,"a":2}',
  ],
  [
    'it does so where it depends on variables which occurrence is the first',
    'ledger',
    `mutation ($yes: Boolean! = true, $no: Boolean! = false) {
       say @include(if: $no) @skip(if: $yes) a: note @include(if: $yes) say @include(if: $yes) b: note say }`,
    '{"a":1,"say":2,"b":3}',
  ],
  [
    'it does so under a condition that always holds',
    'ledger',
    'mutation { say a: note say @include(if: true) b: note @skip(if: true) }',
    '{"say":1,"a":2}',
  ],
  [
    'it does not ask for an object under a condition of which another condition leaves nothing',
    'bazaar',
    'query ($no: Boolean! = false, $yes: Boolean! = true) { shops @include(if: $yes) { ...Rest } } fragment Rest on Shop { __typename @include(if: $no) }',
    '{"shops":[{},null,{},{},{}]}',
  ],
]

test.each(flaws)('%s', async (_what, graph, document, data) => {
  const ours = await judge(graphs[graph], executeOurs, { document })
  expect(ours.objections).toEqual([])
  expect(ours.outcome.data).toBe(data)
  const stock = await objectionsTo(executeStock, graphs[graph], document)
  expect(stock).not.toEqual([])
})

test.each<[which: string, document: string, data: string]>([
  [
    'under a condition',
    'mutation ($yes: Boolean! = true) { deposit(id: "a1") { number } ... @include(if: $yes) { a: note deposit(id: "a1") { account { id } } } }',
    '{"deposit":{"number":1,"account":{"id":"a1"}},"a":2}',
  ],
  [
    'of which variables say which one is the first',
    `mutation ($yes: Boolean! = true, $no: Boolean! = false) {
       deposit(id: "a1") @include(if: $no) @skip(if: $yes) { number }
       a: note @include(if: $yes)
       deposit(id: "a1") @include(if: $yes) { account { id } }
       b: note
       deposit(id: "a1") { number }
       a: note }`,
    '{"a":1,"deposit":{"account":{"id":"a1"},"number":2},"b":3}',
  ],
])('a mutation runs once, with all that is selected of it in occurrences %s', async (_which, document, data) => {
  const { objections, outcome } = await judge(graphs.ledger, executeOurs, { document })
  expect(objections).toEqual([])
  expect(outcome.data).toBe(data)
})

/** That of which no plan is found has its own. */
const objectionsTo = (execute: Executor, loaded: (typeof graphs)['bazaar'], document: string) =>
  judge(loaded, execute, { document }, NO_FAULTS).then(
    ({ objections }) => objections,
    (error) => [String(error)],
  )
