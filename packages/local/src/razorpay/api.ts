import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Account } from './account.ts'
import { ApiFailure, unknownId } from './api-failure.ts'
import { createOrder } from './create-order.ts'
import { createRefund } from './create-refund.ts'
import { requestCapture } from './request-capture.ts'

export interface ApiKeys {
  readonly keyId: string
  readonly keySecret: string
}

/** Adds `/v1/…`: what Razorpay's SDK calls of it. */
export function registerApi(app: FastifyInstance, account: Account, keys: ApiKeys): void {
  app.register(
    async (api) => {
      api.addHook('onRequest', async ({ headers }) => assertKeys(keys, headers.authorization))
      api.setErrorHandler((error, _request, reply) => sendFailure(reply, error))
      api.setNotFoundHandler((_request, reply) =>
        sendFailure(reply, new ApiFailure('The requested URL was not found on the server.', { status: 404 })),
      )
      addReads(api, account)
      addWrites(api, account)
    },
    { prefix: '/v1' },
  )
}

interface ById {
  Params: { id: string }
}

function addReads(api: FastifyInstance, account: Account): void {
  api.get<{ Querystring: { receipt?: string } }>('/orders', async ({ query: { receipt } }) => {
    const orders = account.orders.list().map(({ order }) => order)
    return collect(orders.filter((order) => receipt === undefined || order.receipt === receipt).reverse())
  })
  api.get<ById>('/orders/:id', async ({ params }) => found(account.orders.get(params.id)).order)
  api.get<ById>('/orders/:id/payments', async ({ params: { id } }) => {
    found(account.orders.get(id))
    return collect(account.payments.list().filter(({ order_id }) => order_id === id))
  })
  api.get<ById>('/payments/:id', async ({ params }) => found(account.payments.get(params.id)))
  api.get<ById>('/payments/:id/refunds', async ({ params: { id } }) => {
    found(account.payments.get(id))
    return collect(account.refunds.list().filter(({ payment_id }) => payment_id === id))
  })
  api.get<ById>('/refunds/:id', async ({ params }) => found(account.refunds.get(params.id)))
}

function addWrites(api: FastifyInstance, account: Account): void {
  const add = (url: string, write: (id: string, body: unknown) => unknown) =>
    api.post(url, async (request: FastifyRequest<{ Params: { id?: string } }>) =>
      account.store.transaction(() => write(request.params.id ?? '', request.body)),
    )
  add('/orders', (_id, body) => createOrder(account, body))
  add('/payments/:id/capture', (id, body) => requestCapture(account, id, body))
  add('/payments/:id/refund', (id, body) => createRefund(account, id, body))
}

function collect<T>(items: T[]) {
  return { entity: 'collection', count: items.length, items }
}

function found<T>(record: T | null): T {
  if (record === null) throw unknownId()
  return record
}

function assertKeys({ keyId, keySecret }: ApiKeys, authorization = ''): void {
  const expected = `Basic ${Buffer.from(`${keyId}:${keySecret}`).toString('base64')}`
  if (authorization !== expected) throw new ApiFailure('Authentication failed', { status: 401 })
}

function sendFailure(reply: FastifyReply, error: unknown): FastifyReply {
  const { statusCode = 500, message } = error as { statusCode?: number; message: string }
  const failure = error instanceof ApiFailure ? error : new ApiFailure(message, { status: statusCode })
  return reply.status(failure.status).send(failure.body)
}
