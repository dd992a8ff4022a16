import { describe, expect, test } from 'vitest'
import { executeOurs } from './execute-ours.ts'
import type { ExecutionGraph } from './execution-graph.ts'
import { NO_FAULTS } from './faults.ts'
import { bazaar } from './graphs/bazaar.ts'
import { federation } from './graphs/federation.ts'
import { ledger } from './graphs/ledger.ts'
import { media } from './graphs/media.ts'
import { judge, unplannable } from './judge.ts'
import { loadGraph } from './load-graph.ts'

/*
 * What Apollo's planner gets wrong, so that no executor could be right. The generated operations leave it out. Each test
 * fails with a planner that is right, so that less has to be left out.
 */

const graphs = { media: loadGraph(media), ledger: loadGraph(ledger), bazaar: loadGraph(bazaar) }

describe('the planner', () => {
  test.each<[what: string, graph: keyof typeof graphs, document: string, complaint: string]>([
    [
      'finds no plan for the type alone of an interface object in a fragment of another interface',
      'media',
      '{ best { ... on Captioned { __typename } } }',
      'We should have an edge from Media(stars) for __typename',
    ],
    [
      'lets fields of one name and several types meet below a condition',
      'media',
      'query ($yes: Boolean! = true) { media { ... on Captioned { ... @include(if: $yes) { caption } } } }',
      'Fields "caption" conflict',
    ],
    [
      'has variables of its own, whose names clients may choose too',
      'bazaar',
      'query ($contextualArgument_2_0: Int) { shop { best { price(digits: $contextualArgument_2_0) } } }',
      'Variable "$contextualArgument_2_0" of type "Int"',
    ],
  ])('%s', async (_what, graph, document, complaint) => {
    expect(await unplannable(graphs[graph], { document }, NO_FAULTS)).toContain(complaint)
  })

  test('forgets the condition of a field that requires others, so that it is fetched for nobody', async () => {
    const { run, objections } = await judge(graphs.ledger, executeOurs, {
      document:
        'query ($no: Boolean! = false) { owners { best { rating ... @include(if: $no) { state other: rating } } } }',
    })
    expect(objections).toEqual([])
    expect(run.requests.at(-1)?.query).toContain('{rating other:rating}')
  })
})

/** Fields that require others, where the planner does not gather all of it. */
const required: ExecutionGraph = {
  name: 'required',
  subgraphs: {
    names: federation(`
      type Query { first: Animal animals: [Animal] }
      interface Animal @key(fields: "id") { id: ID! legs: Int }
      type Cat implements Animal @key(fields: "id") { id: ID! legs: Int }
      type Bird implements Animal @key(fields: "id") { id: ID! legs: Int }`),
    shoes: federation(`
      type Query { shoppers: [Shopper] }
      type Shopper @key(fields: "id") { id: ID! size: Int @external shoes: Int @requires(fields: "size") }
      type Animal @key(fields: "id") @interfaceObject {
        id: ID! legs: Int @external age: Int pairs: Int @requires(fields: "legs") }`),
    sizes: federation('type Shopper @key(fields: "id") { id: ID! size: Int }'),
    bills: federation(`
      type Shopper @key(fields: "id") { id: ID! shoes: Int @external bill: Int @requires(fields: "shoes") }`),
  },
  objects: {
    Query: { first: 'Cat/c', animals: ['Cat/c', 'Bird/b'], shoppers: ['Shopper/s'] },
    'Cat/c': { id: 'c', legs: 4, age: 9 },
    'Bird/b': { id: 'b', legs: 2, age: 2 },
    'Shopper/s': { id: 's', size: 40 },
  },
  computed: {
    'Animal.pairs': ({ required: { legs } }) => Number(legs) / 2,
    'Shopper.shoes': ({ required: { size } }) => Number(size) * 2,
    'Shopper.bill': ({ required: { shoes } }) => Number(shoes) + 1,
  },
  forgetful: [],
}

describe('of fields that require others, the planner', () => {
  const loaded = loadGraph(required)

  test('gathers all where each subgraph is asked once', async () => {
    const { outcome, objections } = await judge(loaded, executeOurs, {
      document: '{ first { __typename pairs } animals { age pairs } shoppers { shoes } }',
    })
    expect(objections).toEqual([])
    expect(outcome.data).toBe(
      '{"first":{"__typename":"Cat","pairs":2},"animals":[{"age":9,"pairs":2},{"age":2,"pairs":1}],"shoppers":[{"shoes":80}]}',
    )
  })

  test.each([
    [
      'forgets what a required field requires where that is asked first',
      '{ shoppers { bill } }',
      'size is required and was not sent',
    ],
    [
      'asks an interface object for what only some types need, of the others without their key',
      '{ animals { legs ... on Cat { pairs } } }',
      'shoes knows no Bird',
    ],
  ])('%s', async (_what, document, complaint) => {
    expect(await unplannable(loaded, { document }, NO_FAULTS)).toContain(complaint)
  })
})
