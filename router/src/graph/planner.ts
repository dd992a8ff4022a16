import type { QueryPlan } from '@apollo/query-planner'
import { type DocumentNode, print } from 'graphql'
import { Piscina } from 'piscina'
import { RequestRefusal } from '../refusal.ts'

/** Waiting for a plan behind so many others would outlast any client's patience. */
const MOST_WAITING = 200

/** Makes query plans of one supergraph, off the event loop and within a time limit. */
export interface Planner {
  /** @throws RequestRefusal 400 when planning takes too long, 503 when too many wait */
  plan(document: DocumentNode): Promise<QueryPlan>
  close(): Promise<void>
}

/** One thread, so one plan at a time: the limit counts from a plan's own start, not from its place in the queue. */
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
  })
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()
  const planNow = async (document: DocumentNode) => {
    const limit = AbortSignal.timeout(options.timeoutMs)
    try {
      return await pool.run(print(document), { signal: limit })
    } catch (error) {
      if (limit.aborted) throw new RequestRefusal(400, 'GRAPHQL_VALIDATION_FAILED', TOO_COMPLEX)
      throw error
    }
  }
  return {
    async plan(document) {
      if (waiting >= MOST_WAITING) throw new RequestRefusal(503, 'SERVICE_UNAVAILABLE', 'Too much is asked. Try again.')
      waiting += 1
      const asked = performance.now()
      const turn = last
        .then(() => planNow(document))
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

const TOO_COMPLEX = 'The operation is too complex to plan. Ask for less in one operation.'
