import type { IncomingHttpHeaders } from 'node:http'
import { graphqlErrorBody } from '@lms/kit/http-app'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import type { ProviderName } from '../providers/payment-provider.ts'
import { processWebhook } from './process-webhook.ts'
import { storeWebhook } from './store-webhook.ts'

const PATHS: Readonly<Record<ProviderName, string>> = {
  STRIPE: '/webhooks/stripe',
  RAZORPAY: '/webhooks/razorpay',
}

/** Adds the addresses at which the providers tell what became of payments; a signature is what lets them in. */
export function receiveWebhooks(app: FastifyInstance, deps: Deps): void {
  for (const provider of Object.keys(PATHS) as ProviderName[]) {
    app.post(PATHS[provider], (request, reply) => receiveWebhook(deps, provider, request, reply))
  }
}

/** Stores first and answers for that alone: what cannot be acted upon now is acted upon later. */
async function receiveWebhook(
  deps: Deps,
  provider: ProviderName,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { rawBody = Buffer.alloc(0), log } = request
  const { countWebhook } = deps
  const verified = verify(deps, provider, rawBody, request.headers)
  if (!verified) {
    countWebhook(provider, 'REFUSED')
    log.warn({ provider }, 'webhook without a valid signature')
    return reply.code(400).send(graphqlErrorBody(400, 'The signature is not valid.', request.id))
  }
  const id = { provider, eventId: verified.eventId }
  try {
    const isNew = await storeWebhook(deps, { ...id, type: verified.type, payload: rawBody.toString('utf8') })
    if (!isNew) {
      countWebhook(provider, 'DUPLICATE')
      return reply.send({ received: true })
    }
  } catch (error) {
    countWebhook(provider, 'NOT_STORED')
    log.error({ err: error, ...id }, 'webhook not stored')
    return reply.code(503).send(graphqlErrorBody(503, 'The webhook could not be stored.', request.id))
  }
  await processWebhook(deps, id, { source: deps.service, correlationId: request.id })
  return reply.send({ received: true })
}

function verify({ providers, clock }: Deps, provider: ProviderName, body: Buffer, headers: IncomingHttpHeaders) {
  return providers[provider].verify(body, headers, clock.now())
}
