import { BulkheadRejectedError, bulkhead } from 'cockatiel'
import { type DocumentNode, print } from 'graphql'
import { RequestRefusal } from '../refusal.ts'
import { LimitReached, NotReached } from './conversation.ts'
import { type FederationProcess, PlanFailure } from './federation-process.ts'

/** So many are under way that the process need not wait for the next; what is more can still be refused. */
const MOST_UNDER_WAY = 4
const MOST_WAITING = 200
/** Whoever asked for a plan so long ago has gone by now, or is better told to try again. */
const LONGEST_WAIT_MS = 10_000

/** Makes query plans of one supergraph, off the event loop and within a time limit. */
export interface Planner {
  /**
   * Answers the plan as JSON.
   * @throws RequestRefusal 400 when planning takes too long or finds no plan, 503 when too many wait or have waited for long
   */
  plan(document: DocumentNode): Promise<string>
}

/**
 * One plan after the other. The limit counts from a plan's own start, not from its place in the queue, and not from the start
 * of the process, which has to load the supergraph before its first plan, after each that took too long, and after idle times.
 */
export function createPlanner(options: {
  federation: Pick<FederationProcess, 'prepare' | 'plan'>
  timeoutMs: number
  /** Told how long a plan took from when it was asked for. */
  onPlanned: (seconds: number) => void
  /** Told of a valid document without a plan: a flaw of the planner. */
  onFailure: (failure: PlanFailure) => void
}): Planner {
  const { federation, timeoutMs, onPlanned, onFailure } = options
  const queue = bulkhead(MOST_UNDER_WAY, MOST_WAITING)
  const planNow = async (document: string, asked: number): Promise<string> => {
    if (performance.now() - asked > LONGEST_WAIT_MS) throw tooMuch()
    try {
      return await federation.plan(document, timeoutMs)
    } catch (error) {
      if (error instanceof NotReached) return planNow(document, asked)
      if (error instanceof LimitReached) throw tooComplex()
      if (!(error instanceof PlanFailure)) throw error
      onFailure(error)
      throw unplannable()
    }
  }
  federation.prepare()
  return {
    async plan(document) {
      const asked = performance.now()
      const planned = () => onPlanned((performance.now() - asked) / 1000)
      try {
        return await queue.execute(() => planNow(print(document), asked).finally(planned))
      } catch (error) {
        throw error instanceof BulkheadRejectedError ? tooMuch() : error
      }
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
