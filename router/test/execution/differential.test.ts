import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryRequest } from '../documents/arbitrary-document.ts'
import { arbitraryFieldFaults, arbitrarySubgraphFaults } from './arbitrary-faults.ts'
import { executeOurs } from './execute-ours.ts'
import { executeStock } from './execute-stock.ts'
import { NO_FAULTS } from './faults.ts'
import { bazaar } from './graphs/bazaar.ts'
import { ledger } from './graphs/ledger.ts'
import { media } from './graphs/media.ts'
import { shop } from './graphs/shop.ts'
import { judge, unplannable } from './judge.ts'
import { loadGraph } from './load-graph.ts'
import type { ClientRequest, Executor, ReportedError } from './outcome.ts'
import { readAgain } from './read-again.ts'
import { NOT_SENT, startRun } from './run.ts'
import { sweep } from './sweep.ts'
import { withTypes } from './with-types.ts'

const MISCOUNTED = 'not as many entities'

/**
 * What is reported, however often and wherever; that of a field whose conditions the planner forgot is nobody's fault. That
 * entities are missing in an answer needs no telling beside the answer's own errors.
 */
function complaintsOf(errors: readonly ReportedError[]): ReadonlySet<string> {
  const complaints = new Set(
    errors
      .map(({ message }) => (/no list of|"data._entities"/.test(message) ? MISCOUNTED : message))
      .filter((message) => !message.endsWith(NOT_SENT)),
  )
  if (complaints.size > 1) complaints.delete(MISCOUNTED)
  return complaints
}

describe.each([shop, media, ledger, bazaar])('on the graph of $name', (graph) => {
  const loaded = loadGraph(graph)
  const words = Object.keys(graph.objects).map((id) => id.split('/')[1] ?? '')
  const requests = (style: { hostile?: boolean; introspection?: boolean } = {}) =>
    arbitraryRequest(loaded.apiSchema, { words, ...style })

  const subgraphsAskedBy = (request: ClientRequest) => async (execute: Executor) => {
    const run = startRun(loaded, NO_FAULTS)
    await execute(loaded, run, request)
    return [...new Set(run.requests.map(({ subgraph }) => subgraph))].sort().join()
  }

  test('an operation is answered as one schema would answer it, whatever fields are broken', async () => {
    const property = fc.asyncProperty(
      requests({ introspection: true }),
      arbitraryFieldFaults(loaded),
      async (request, faults) => {
        fc.pre((await unplannable(loaded, request, faults)) === null)
        expect((await judge(loaded, executeOurs, request, faults)).objections).toEqual([])
      },
    )
    await fc.assert(property, sweep)
  })

  test('names that every object inherits are names like any others', async () => {
    // What is broken that nobody asked for is reported where it would be, and there may be an alias.
    const faults = arbitraryFieldFaults(loaded, (field) => !loaded.internalFields.has(field))
    const property = fc.asyncProperty(requests({ hostile: true }), faults, async (request, broken) => {
      fc.pre((await unplannable(loaded, request, broken)) === null)
      expect((await judge(loaded, executeOurs, request, broken)).objections).toEqual([])
      expect(Object.keys(Object.prototype)).toEqual([])
    })
    await fc.assert(property, sweep)
  })

  test('when subgraphs fail, as much is left as with Apollo’s executor', async () => {
    const typed = requests()
      .filter(({ document }) => !graph.wrongInStock || !document.includes(graph.wrongInStock))
      .map(({ document, variables }) => ({ document: withTypes(loaded, document), variables }))
    const property = fc.asyncProperty(typed, arbitrarySubgraphFaults(loaded), async (request, faults) => {
      // Where it is wrong without any fault, or answers what the schema forbids, it is no measure.
      fc.pre((await unplannable(loaded, request, NO_FAULTS)) === null)
      fc.pre((await judge(loaded, executeStock, request)).objections.length === 0)
      // The planner may take from one subgraph for the one what it takes from another for the other.
      const [asked, stockAsked] = await Promise.all([executeOurs, executeStock].map(subgraphsAskedBy(request)))
      fc.pre(asked === stockAsked)
      const ours = await executeOurs(loaded, startRun(loaded, faults), request)
      const stock = await executeStock(loaded, startRun(loaded, faults), request)
      fc.pre(readAgain(loaded, request, stock.data).errors.length === 0)
      expect(JSON.parse(ours.data)).toEqual(JSON.parse(stock.data))
      expect(complaintsOf(ours.errors)).toEqual(complaintsOf(stock.errors))
    })
    await fc.assert(property, sweep)
  })
})
