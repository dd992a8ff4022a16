import type { QueryPlan } from '@apollo/query-planner'
import { type DocumentNode, print } from 'graphql'
import { Piscina } from 'piscina'
import { RequestRefusal } from '../refusal.ts'

const MOST_WAITING = 200
const YOUNG_MEGABYTES = 8
/** Whoever asked for a plan so long ago has gone by now, or is better told to try again. */
const LONGEST_WAIT_MS = 10_000

/** Makes query plans of one supergraph, off the event loop and within a time limit. */
export interface Planner {
  /** @throws RequestRefusal 400 when planning takes too long, 503 when too many wait or have waited for long */
  plan(document: DocumentNode): Promise<QueryPlan>
  close(): Promise<void>
}

/** What needs no planning, so that it is done as soon as the thread has loaded. */
const NOTHING = '{ __typename }'

/**
 * One thread, so one plan at a time. The limit counts from a plan's own start, not from its place in the queue, and not
 * from the start of the thread, which has to load the supergraph before its first plan and after each that took too long.
 */
export function createPlanner(options: {
  supergraphSdl: string
  timeoutMs: number
  /** Told how long a plan took from when it was asked for. */
  onPlanned: (seconds: number) => void
}): Planner {
  const pool = new Piscina<string, QueryPlan>({
    filename: new URL('./plan-worker.ts', import.meta.url).href,
    workerData: { supergraphSdl: options.supergraphSdl },
    minThreads: 1,
    maxThreads: 1,
    idleTimeout: Number.POSITIVE_INFINITY,
    // Plans are short-lived and far apart: room for new objects would be kept, and never be needed.
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  })
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()
  const planNow = async (document: DocumentNode, asked: number) => {
    await pool.run(NOTHING)
    if (performance.now() - asked > LONGEST_WAIT_MS) throw tooMuch()
    const limit = AbortSignal.timeout(options.timeoutMs)
    try {
      return await pool.run(print(document), { signal: limit })
    } catch (error) {
      if (limit.aborted) throw tooComplex()
      throw error
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
          options.onPlanned((performance.now() - asked) / 1000)
        })
      last = turn.catch(() => {})
      return turn
    },
    close: () => pool.close({ force: true }),
  }
}

const tooMuch = () => new RequestRefusal(503, 'SERVICE_UNAVAILABLE', 'Too much is asked. Try again.')

const tooComplex = () =>
  new RequestRefusal(
    400,
    'GRAPHQL_VALIDATION_FAILED',
    'The operation is too complex to plan. Ask for less in one operation.',
  )
