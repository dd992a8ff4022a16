import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import qs from 'qs'
import { randomId } from '../provider/random-id.ts'
import type { Account, Reply } from './account.ts'
import { ApiFailure, notFound } from './api-failure.ts'
import { type ApiKeys, assertMerchant, authenticate, type Caller } from './authenticate.ts'
import { cancelPaymentIntent } from './cancel-payment-intent.ts'
import { confirmPaymentIntent } from './confirm-payment-intent.ts'
import { createPaymentIntent } from './create-payment-intent.ts'
import { createRefund } from './create-refund.ts'
import { findPaymentIntent } from './find-payment-intent.ts'
import { runOnce } from './idempotency.ts'
import { listEvents } from './list-events.ts'

/** One API request, read. */
interface Request {
  readonly caller: Caller
  readonly id: string
  readonly params: Record<string, unknown>
}

type Operation = (request: Request) => Reply

/** Adds `/v1/…`: what Stripe's SDK and Stripe.js call of it. */
export function registerApi(app: FastifyInstance, account: Account, keys: ApiKeys): void {
  app.register(
    async (api) => {
      api.setErrorHandler((error, _request, reply) => sendFailure(reply, error))
      api.setNotFoundHandler((request, reply) => sendFailure(reply, unknownUrl(request)))
      const add = (method: 'GET' | 'POST', url: string, operation: Operation) =>
        api.route({ method, url, handler: (request, reply) => answer(account, keys, operation, request, reply) })
      addPaymentIntents(add, account)
      addRecords(add, account)
    },
    { prefix: '/v1' },
  )
}

type Add = (method: 'GET' | 'POST', url: string, operation: Operation) => void

function addPaymentIntents(add: Add, account: Account): void {
  const find = ({ id, caller, params }: Request) => findPaymentIntent(account, id, caller, params.client_secret)
  add('POST', '/payment_intents', ({ caller, params }) => {
    assertMerchant(caller)
    return createPaymentIntent(account, params)
  })
  add('GET', '/payment_intents/:id', (request) => {
    const intent = find(request)
    const expand = [request.params.expand].flat()
    if (!expand.includes('latest_charge')) return { status: 200, body: intent }
    return { status: 200, body: { ...intent, latest_charge: account.charges.get(String(intent.latest_charge)) } }
  })
  add('POST', '/payment_intents/:id/confirm', (request) => confirmPaymentIntent(account, find(request), request.params))
  add('POST', '/payment_intents/:id/cancel', (request) => {
    assertMerchant(request.caller)
    return cancelPaymentIntent(account, find(request), request.params)
  })
}

function addRecords(add: Add, account: Account): void {
  add('POST', '/refunds', ({ caller, params }) => {
    assertMerchant(caller)
    return createRefund(account, params)
  })
  add('GET', '/refunds', ({ caller, params: { payment_intent: intent } }) => {
    assertMerchant(caller)
    const data = account.refunds.list().filter((refund) => intent === undefined || refund.payment_intent === intent)
    return { status: 200, body: { object: 'list', url: '/v1/refunds', has_more: false, data: data.reverse() } }
  })
  add('GET', '/events', ({ caller, params }) => {
    assertMerchant(caller)
    return { status: 200, body: listEvents(account, params) }
  })
  const collections = { charge: account.charges, refund: account.refunds, event: account.events }
  for (const [name, collection] of Object.entries(collections)) {
    add('GET', `/${name}s/:id`, ({ caller, id }) => {
      assertMerchant(caller)
      const found = collection.get(id)
      if (found === null) throw notFound(name, id)
      return { status: 200, body: found }
    })
  }
}

async function answer(
  account: Account,
  keys: ApiKeys,
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const query = qs.parse(request.url.split('?')[1] ?? '')
  const params: Record<string, unknown> = { ...query, ...(request.body as Record<string, unknown> | undefined) }
  const caller = authenticate(keys, request.headers.authorization, params.key)
  const { id = '' } = request.params as { id?: string }
  const work = () => operation({ caller, id, params })
  const key = request.method === 'POST' ? (request.headers['idempotency-key'] as string | undefined) : undefined
  const done = runOnce(account, { key: key ?? null, path: request.url, params }, work)
  if (key !== undefined) reply.header('idempotency-key', key)
  if (done.replayed) reply.header('idempotent-replayed', 'true')
  return reply.header('request-id', randomId('req_', 14)).status(done.status).send(done.body)
}

function sendFailure(reply: FastifyReply, error: unknown): FastifyReply {
  const failure = error instanceof ApiFailure ? error : unexpected(error)
  return reply.header('request-id', randomId('req_', 14)).status(failure.reply.status).send(failure.reply.body)
}

function unexpected(error: unknown): ApiFailure {
  const { statusCode = 500, message } = error as { statusCode?: number; message: string }
  return new ApiFailure(statusCode, { type: statusCode < 500 ? 'invalid_request_error' : 'api_error', message })
}

function unknownUrl({ method, url }: FastifyRequest): ApiFailure {
  const message = `Unrecognized request URL (${method}: ${url.split('?')[0]}).`
  return new ApiFailure(404, { type: 'invalid_request_error', message })
}
