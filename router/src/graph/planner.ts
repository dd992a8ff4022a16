import type { QueryPlan } from '@apollo/query-planner'
import { type DocumentNode, print } from 'graphql'
import { RequestRefusal } from '../refusal.ts'
import { type FederationProcess, PlanFailure } from './federation-process.ts'

const MOST_WAITING = 200
/** Whoever asked for a plan so long ago has gone by now, or is better told to try again. */
const LONGEST_WAIT_MS = 10_000

/** Makes query plans of one supergraph, off the event loop and within a time limit. */
export interface Planner {
  /** @throws RequestRefusal 400 when planning takes too long or finds no plan, 503 when too many wait or have waited for long */
  plan(document: DocumentNode): Promise<QueryPlan>
}

/** What needs no planning, so that it is done as soon as the process has loaded the supergraph. */
const NOTHING = '{ __typename }'

/**
 * One plan at a time. The limit counts from a plan's own start, not from its place in the queue, and not from the start of
 * the process, which has to load the supergraph before its first plan, after each that took too long, and after idle times.
 */
export function createPlanner(options: {
  federation: Pick<FederationProcess, 'plan'>
  timeoutMs: number
  /** Told how long a plan took from when it was asked for. */
  onPlanned: (seconds: number) => void
  /** Told of a valid document without a plan: a flaw of the planner. */
  onFailure: (failure: PlanFailure) => void
}): Planner {
  const { federation, timeoutMs, onPlanned, onFailure } = options
  let waiting = 0
  let last: Promise<unknown> = federation.plan(NOTHING).catch(() => {})
  const planNow = async (document: DocumentNode, asked: number) => {
    await federation.plan(NOTHING)
    if (performance.now() - asked > LONGEST_WAIT_MS) throw tooMuch()
    const limit = AbortSignal.timeout(timeoutMs)
    try {
      return await federation.plan(print(document), limit)
    } catch (error) {
      if (limit.aborted) throw tooComplex()
      if (!(error instanceof PlanFailure)) throw error
      onFailure(error)
      throw unplannable()
    }
  }
  return {
    async plan(document) {
      if (waiting >= MOST_WAITING) throw tooMuch()
      waiting += 1
      const asked = performance.now()
      const turn = last
        .then(() => planNow(document, asked))
        .finally(() => {
          waiting -= 1
          onPlanned((performance.now() - asked) / 1000)
        })
      last = turn.catch(() => {})
      return turn
    },
  }
}

const tooMuch = () => new RequestRefusal(503, 'SERVICE_UNAVAILABLE', 'Too much is asked. Try again.')

const tooComplex = () =>
  new RequestRefusal(
    400,
    'GRAPHQL_VALIDATION_FAILED',
    'The operation is too complex to plan. Ask for less in one operation.',
  )

const unplannable = () =>
  new RequestRefusal(
    400,
    'GRAPHQL_VALIDATION_FAILED',
    'No way was found to ask for all of this. Ask for it in other fragments, or in several operations.',
  )
