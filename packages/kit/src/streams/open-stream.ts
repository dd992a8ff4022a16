import type { ExecutionResult, GraphQLError, GraphQLSchema } from 'graphql'
import type { ErrorCode } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { RequestContext } from '../subgraph.ts'
import type { AcceptedSubscribe } from './read-subscribe.ts'
import { runSubscription } from './run-subscription.ts'
import { shownError } from './shown-error.ts'
import type { StreamMetrics } from './stream-metrics.ts'

export interface OpenStreamOptions<Context> {
  service: string
  schema: GraphQLSchema
  createContext: (request: RequestContext) => Context
  log: Logger
  metrics: StreamMetrics
}

type Results = AsyncGenerator<ExecutionResult, void, undefined>

/** Starts what an accepted `subscribe` asks for. Nothing runs before the first result is asked for. */
export function openStream<Context>(accepted: AcceptedSubscribe, options: OpenStreamOptions<Context>): Results {
  const { token, after, takesAdmission, document, variables } = accepted
  const { requestId, viewer, client = 'unknown' } = token
  const stopping = new AbortController()
  const log = options.log.child({ requestId })
  const request: RequestContext = {
    viewer,
    cause: { source: options.service, correlationId: requestId },
    log,
    client,
    subscription: { after, takesAdmission, signal: stopping.signal },
  }
  const { schema } = options
  const createContext = () => options.createContext(request)
  const results = runSubscription({ schema, document, variables, createContext })
  return endable(observe(results, accepted.field, log, options.metrics), stopping)
}

/** Counts what a stream does, and shows of its errors what a client may see. */
async function* observe(results: Results, field: string, log: Logger, metrics: StreamMetrics): Results {
  let kind: string | null = null
  let code: ErrorCode | 'COMPLETE' = 'COMPLETE'
  try {
    for await (const result of results) {
      if (kind === null) {
        kind = result.extensions?.admitted === true ? 'admission' : 'events'
        metrics.open.inc({ field, kind })
      }
      if (result.data !== null || result.errors) metrics.events.inc({ field })
      yield result.errors ? { ...result, errors: result.errors.map((error) => showFieldError(error, log)) } : result
    }
  } catch (error) {
    const shown = shownError(error)
    code = shown.extensions.code as ErrorCode
    if (isOurFault(code)) log.error({ err: error, field }, 'stream failed')
    throw shown
  } finally {
    metrics.ended.inc({ field, code })
    if (kind !== null) metrics.open.dec({ field, kind })
  }
}

function showFieldError(error: GraphQLError, log: Logger): GraphQLError {
  const shown = shownError(error)
  if (isOurFault(shown.extensions.code))
    log.error({ err: error.originalError ?? error, path: error.path }, 'event failed')
  return shown
}

const isOurFault = (code: unknown) => code === 'INTERNAL_SERVER_ERROR' || code === 'SERVICE_UNAVAILABLE'

/** A generator that waits for news cannot be ended by `return` alone: that would wait for the news. */
function endable(results: Results, stopping: AbortController): Results {
  const end = results.return.bind(results)
  return Object.assign(results, {
    return: (value: undefined) => {
      stopping.abort()
      return end(value)
    },
  })
}
