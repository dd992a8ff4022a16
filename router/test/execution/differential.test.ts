import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryRequest } from '../documents/arbitrary-document.ts'
import { arbitraryFieldFaults, arbitrarySubgraphFaults } from './arbitrary-faults.ts'
import { compareOutcome } from './compare-outcome.ts'
import { hasEmptiedSelection } from './emptied-selection.ts'
import { executeOurs } from './execute-ours.ts'
import { executeStock } from './execute-stock.ts'
import { expectationOf } from './expectation.ts'
import { type Faults, NO_FAULTS } from './faults.ts'
import { bazaar } from './graphs/bazaar.ts'
import { ledger } from './graphs/ledger.ts'
import { media } from './graphs/media.ts'
import { shop } from './graphs/shop.ts'
import { type LoadedGraph, loadGraph } from './load-graph.ts'
import type { ClientRequest, Executor, ReportedError } from './outcome.ts'
import { planFlaw } from './plan-flaw.ts'
import { NOT_SENT, startRun } from './run.ts'

/*
 * Generated operations on graphs that use every directive of federation. EXECUTION_RUNS and EXECUTION_SEED make a longer
 * sweep, or another one; without them a change is judged by the same operations as the one before it.
 */
const parameters = {
  numRuns: Number(process.env.EXECUTION_RUNS ?? 150),
  seed: Number(process.env.EXECUTION_SEED ?? 1),
}

/** Whether a request has a plan that could be executed. */
async function isPlannable(loaded: LoadedGraph, request: ClientRequest, faults: Faults): Promise<boolean> {
  const { mutations } = await expectationOf(loaded, faults, request)
  return !hasEmptiedSelection(request) && (await planFlaw(loaded, { faults, request, mutations })) === null
}

/** What the specification says against an outcome. */
async function objections(loaded: LoadedGraph, execute: Executor, request: ClientRequest, faults: Faults) {
  const expected = await expectationOf(loaded, faults, request)
  const run = startRun(loaded, faults)
  return compareOutcome(loaded, run, expected, await execute(loaded, run, request))
}

/** What is reported, however often and wherever; that of a field whose conditions the planner forgot is nobody's fault. */
const complaintsOf = (errors: readonly ReportedError[] = []): ReadonlySet<string> =>
  new Set(
    errors
      .map(({ message }) => (/no list of|"data._entities"/.test(message) ? 'not as many entities' : message))
      .filter((message) => !message.endsWith(NOT_SENT)),
  )

describe.each([shop, media, ledger, bazaar])('on the graph of $name', (graph) => {
  const loaded = loadGraph(graph)
  const words = Object.keys(graph.objects).map((id) => id.split('/')[1] ?? '')
  const requests = (style: { hostile?: boolean; introspection?: boolean } = {}) =>
    arbitraryRequest(loaded.apiSchema, { words, ...style })

  test('an operation is answered as one schema would answer it, whatever fields are broken', async () => {
    const property = fc.asyncProperty(
      requests({ introspection: true }),
      arbitraryFieldFaults(loaded),
      async (request, faults) => {
        fc.pre(await isPlannable(loaded, request, faults))
        expect(await objections(loaded, executeOurs, request, faults)).toEqual([])
      },
    )
    await fc.assert(property, parameters)
  })

  test('names that every object inherits are names like any others', async () => {
    // What is broken that nobody asked for is reported where it would be, and there may be an alias.
    const faults = arbitraryFieldFaults(loaded, (field) => !loaded.internalFields.has(field))
    const property = fc.asyncProperty(requests({ hostile: true }), faults, async (request, broken) => {
      fc.pre(await isPlannable(loaded, request, broken))
      expect(await objections(loaded, executeOurs, request, broken)).toEqual([])
      expect(Object.keys(Object.prototype)).toEqual([])
    })
    await fc.assert(property, parameters)
  })

  test('when subgraphs fail, as much is left as with Apollo’s executor', async () => {
    const property = fc.asyncProperty(requests(), arbitrarySubgraphFaults(loaded), async (request, faults) => {
      // Where it is wrong without any fault, it is no measure.
      fc.pre(await isPlannable(loaded, request, NO_FAULTS))
      fc.pre((await objections(loaded, executeStock, request, NO_FAULTS)).length === 0)
      const [ours, stock] = await Promise.all(
        [executeOurs, executeStock].map((execute) => execute(loaded, startRun(loaded, faults), request)),
      )
      expect(JSON.parse(ours?.data ?? '')).toEqual(JSON.parse(stock?.data ?? ''))
      expect(complaintsOf(ours?.errors)).toEqual(complaintsOf(stock?.errors))
    })
    await fc.assert(property, parameters)
  })
})
