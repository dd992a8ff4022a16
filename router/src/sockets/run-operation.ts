import { randomUUID } from 'node:crypto'
import { DomainError } from '@lms/kit/errors'
import type { Logger } from '@lms/kit/log'
import { withSpan } from '@lms/kit/tracing'
import { SpanKind } from '@opentelemetry/api'
import { answerSettled, withDeadline } from '../answer-operation.ts'
import type { AnswerParts, IncomingRequest } from '../answer-parts.ts'
import type { RequestWindow } from '../budget/request-window.ts'
import type { Caller } from '../caller.ts'
import { codeOf } from '../format-error.ts'
import type { Answer } from '../http/answer.ts'
import { readGraphQLRequest } from '../http/read-request.ts'
import { failureAnswer, logFaults } from '../http/respond.ts'
import { writeAnswer } from '../http/write-answer.ts'
import type { RouterMetrics } from '../observability/metrics.ts'
import { nameSpan } from '../observability/name-span.ts'
import type { NamedOperation } from '../observability/operation-label.ts'
import { outcomeOf } from '../observability/outcome.ts'
import { prepareOperation, type SettledOperation } from '../prepare-operation.ts'
import { RequestRefusal } from '../refusal.ts'
import type { RunningOperation } from '../subscriptions/outlet.ts'
import { type SubscriptionParts, startSubscription } from '../subscriptions/start-subscription.ts'
import { endings } from '../subscriptions/subscription.ts'
import type { Presence } from './callers.ts'
import type { Payload } from './client-message.ts'
import type { ClientSocket } from './client-socket.ts'
import { completeFrame, errorFrame, errorPayload, nextFrame } from './frames.ts'

export interface RunOperationParts {
  readonly answers: AnswerParts
  readonly subscriptions: SubscriptionParts
  /** Null where requests of anonymous callers are not counted. */
  readonly window: RequestWindow | null
  readonly metrics: RouterMetrics
  readonly log: Logger
  readonly now: () => Date
  /** Most operations of one socket, and subscriptions of one caller, at a time. */
  readonly mostOperations: number
  readonly mostSubscriptions: number
}

/** An operation of a client from its message to its end, or until it is a subscription that goes on. */
interface Run {
  readonly id: string
  readonly requestId: string
  readonly socket: ClientSocket
  readonly caller: Caller
  readonly presence: Presence
  readonly running: RunningOperation
  readonly ending: AbortController
  readonly log: Logger
  operation: NamedOperation
}

/** Runs an operation that came over a socket, as it would run over HTTP, or starts it where it is a subscription. */
export function runOperation(parts: RunOperationParts, socket: ClientSocket, id: string, payload: Payload): void {
  const { caller, presence } = socket
  if (!caller || !presence) throw new Error('unreachable: nothing runs before it is known who connected')
  const requestId = randomUUID()
  const refusal = refusalOf(parts, socket)
  if (refusal) return void socket.send(errorFrame(id, errorPayload([refusal], requestId)))
  const ending = new AbortController()
  const running: RunningOperation = { stop: () => ending.abort() }
  socket.operations.set(id, running)
  const log = parts.log.child({ requestId })
  const run: Run = { id, requestId, socket, caller, presence, running, ending, log, operation: null }
  void withSpan('graphql', { kind: SpanKind.SERVER, attributes: { 'lms.request_id': requestId } }, () =>
    observe(parts, run, () => serve(parts, run, payload)),
  )
}

function refusalOf({ now, mostOperations }: RunOperationParts, socket: ClientSocket): DomainError | null {
  if (socket.isDraining) return new DomainError('SERVICE_UNAVAILABLE', 'The server is about to stop: connect again.')
  if (socket.expiresAt <= now().getTime()) return endings.expired()
  // Answers would pile up for a client that asks and does not read.
  if (socket.isFull()) return endings.overflow()
  if (socket.operations.size >= mostOperations)
    return new DomainError('THROTTLED', `A socket can have ${mostOperations} operations at a time.`)
  return null
}

/** @returns the answer; null for a subscription that was started */
async function serve(parts: RunOperationParts, run: Run, payload: Payload): Promise<Answer | null> {
  const { caller, requestId, ending, log } = run
  await parts.window?.count(caller)
  const incoming: IncomingRequest = {
    // Clients that insist on a document send an empty one beside the id that stands for it.
    request: readGraphQLRequest({
      method: 'SOCKET',
      body: payload.query === '' ? { ...payload, query: null } : payload,
    }),
    ...{ caller, requestId, log, ending },
    onOperation(operation, document) {
      run.operation = { name: operation.name, persisted: document.persisted }
      nameSpan(operation)
    },
  }
  return withDeadline(parts.answers, incoming, async (graph, deadline) => {
    const settled = await prepareOperation(graph, parts.answers, incoming)
    if (settled.operation.definition.operation !== 'subscription')
      return answerSettled(parts.answers, incoming, settled, deadline)
    await subscribe(parts, run, settled)
    return null
  })
}

async function subscribe(parts: RunOperationParts, run: Run, settled: SettledOperation): Promise<void> {
  const { id, requestId, socket, caller, presence, running } = run
  if (presence.subscriptions >= parts.mostSubscriptions)
    throw new RequestRefusal(429, 'THROTTLED', `A caller can have ${parts.mostSubscriptions} subscriptions at a time.`)
  // Until it ends, or else is not begun.
  presence.subscriptions += 1
  const subscriber = { id, requestId, caller, presence, outlet: socket }
  const { subscription, topic } = await startSubscription(parts.subscriptions, settled, subscriber).catch((error) => {
    presence.subscriptions -= 1
    throw error
  })
  // The client may have thought better of it meanwhile.
  if (socket.operations.get(id) !== running) return void subscription.stop('client')
  socket.operations.set(id, subscription)
  if (socket.isDraining) return void subscription.fail(endings.unavailable())
  parts.subscriptions.feeds.join(subscription, topic)
}

/** Sends what came of an operation, and tells the metrics. */
async function observe(parts: RunOperationParts, run: Run, serving: () => Promise<Answer | null>): Promise<void> {
  const { socket, id, running, log } = run
  const start = performance.now()
  parts.metrics.requestArrived()
  const answer = await serving().catch(failureAnswer)
  if (answer) {
    logFaults(log, answer.body.errors)
    if (socket.operations.get(id) === running) send(run, answer)
  }
  parts.metrics.requestLeft()
  parts.metrics.requestAnswered({
    operation: run.operation,
    caller: run.caller.viewer.kind,
    outcome: answer ? outcomeOf(answer, socket.isClosing) : 'ok',
    codes: answer?.body.errors?.map(codeOf) ?? [],
    ran: answer?.body.data !== undefined,
    seconds: (performance.now() - start) / 1000,
  })
}

function send({ socket, id, requestId, running }: Run, { body }: Answer): void {
  if (body.data === undefined) socket.send(errorFrame(id, errorPayload(body.errors ?? [], requestId)))
  else {
    socket.send(nextFrame(id, writeAnswer(body, requestId)))
    socket.send(completeFrame(id))
  }
  socket.forget(id, running)
}
