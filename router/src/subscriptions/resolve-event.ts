import type { Logger } from '@lms/kit/log'
import { withSpan } from '@lms/kit/tracing'
import { SpanKind } from '@opentelemetry/api'
import { errorsOf } from '../answer-operation.ts'
import { CostMeter } from '../cost/cost-meter.ts'
import type { Fetch, SubgraphAnswer } from '../execution/execution.ts'
import { logFaults } from '../http/respond.ts'
import { writeAnswer } from '../http/write-answer.ts'
import { createFetch } from '../subgraphs/create-fetch.ts'
import type { Topic } from './topic.ts'

export interface ResolveEventOptions {
  topic: Topic
  requestId: string
  log: Logger
  now: () => Date
  /** Longest time for what an event needs of other subgraphs. */
  deadlineMs: number
  /** Ends with the stream. */
  signal: AbortSignal
}

/** An event as its subscribers get it: payload of `next` as JSON, and what it cost. */
export interface ResolvedEvent {
  readonly payload: string
  readonly cost: number
}

/**
 * Runs the plan of a subscription for one event, which is the answer of its first fetch. Whatever goes wrong is in the
 * payload.
 */
export async function resolveEvent(options: ResolveEventOptions, event: SubgraphAnswer): Promise<ResolvedEvent> {
  const { topic, requestId, log } = options
  const { operation, source, decision } = topic
  return withSpan(
    'subscription event',
    {
      kind: SpanKind.CONSUMER,
      attributes: { 'graphql.operation.hash': operation.hash, 'subgraph.name': source.subgraph },
    },
    async () => {
      try {
        const { result, cost } = await run(options, event)
        const errors = errorsOf(result, decision)
        logFaults(log, errors)
        return {
          payload: writeAnswer({ ...(errors.length > 0 ? { errors } : {}), data: result.data }, requestId),
          cost,
        }
      } catch (error) {
        const errors = [error as Error]
        logFaults(log, errors)
        return { payload: writeAnswer({ errors, data: 'null' }, requestId), cost: 0 }
      }
    },
  )
}

async function run(options: ResolveEventOptions, event: SubgraphAnswer) {
  const { topic, deadlineMs } = options
  const { planned, variables, source } = topic
  const meter = new CostMeter(planned.cost, variables)
  meter.asked(source.operation)
  meter.answered(source.operation, event.data)
  if (!source.hasMore) {
    const result = await planned.execution.run({ variables, fetch: async () => event })
    return { result, cost: meter.total() }
  }
  const ending = new AbortController()
  const abort = () => ending.abort()
  const timer = setTimeout(abort, deadlineMs)
  options.signal.addEventListener('abort', abort)
  try {
    const others = fetchOthers(options, ending.signal, meter)
    const fetch: Fetch = (request) =>
      request.parts[0]?.operation === source.operation ? Promise.resolve(event) : others(request)
    return { result: await planned.execution.run({ variables, fetch }), cost: meter.total() }
  } finally {
    clearTimeout(timer)
    options.signal.removeEventListener('abort', abort)
  }
}

function fetchOthers(
  { topic, requestId, log, now, deadlineMs }: ResolveEventOptions,
  signal: AbortSignal,
  meter: CostMeter,
): Fetch {
  const context = {
    viewer: topic.viewer,
    requestId,
    log,
    signal,
    deadline: now().getTime() + deadlineMs,
    idempotent: true,
  }
  return createFetch(topic.graph.sources, context, meter)
}
