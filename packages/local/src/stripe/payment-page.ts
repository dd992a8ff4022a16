import type { FastifyInstance, FastifyReply } from 'fastify'
import type Stripe from 'stripe'
import { html, readReturnAddress, sendPage, writeAmount } from '../provider/page.ts'
import type { Account } from './account.ts'
import { ApiFailure } from './api-failure.ts'
import { confirmPaymentIntent } from './confirm-payment-intent.ts'
import { findPaymentIntent } from './find-payment-intent.ts'

interface Fields {
  readonly client_secret?: string
  readonly payment_method?: string
  readonly return_url?: string
}

/** Adds `/pay/:id`, on which a developer pays by a click what Stripe.js would pay in a shop's page. */
export function registerPaymentPage(app: FastifyInstance, account: Account): void {
  app.get<{ Params: { id: string }; Querystring: Fields }>('/pay/:id', async ({ params, query }, reply) =>
    guard(reply, () => showIntent(reply, find(account, params.id, query), query)),
  )
  app.post<{ Params: { id: string }; Body: Fields | undefined }>('/pay/:id', async ({ params, body = {} }, reply) =>
    guard(reply, () => {
      const intent = find(account, params.id, body)
      account.store.transaction(() => confirmPaymentIntent(account, intent, body))
      return showResult(reply, find(account, params.id, body), body)
    }),
  )
}

function find(account: Account, id: string, { client_secret }: Fields): Stripe.PaymentIntent {
  return findPaymentIntent(account, id, 'browser', client_secret)
}

function guard(reply: FastifyReply, work: () => FastifyReply): FastifyReply {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
    return sendPage(reply.status(error.reply.status), 'This payment cannot be made', html`<p>${error.message}</p>`)
  }
}

function showIntent(reply: FastifyReply, intent: Stripe.PaymentIntent, { return_url = '' }: Fields): FastifyReply {
  if (intent.status === 'succeeded' || intent.status === 'canceled') return showResult(reply, intent, { return_url })
  const problem = intent.last_payment_error?.message
  return sendPage(
    reply,
    `Pay ${writeAmount(intent.amount, intent.currency)}`,
    html`
${problem === undefined ? '' : html`<p role="alert">${problem} Try another card.</p>`}
<form method="post" action="/pay/${intent.id}">
  <input type="hidden" name="client_secret" value="${intent.client_secret ?? ''}">
  <input type="hidden" name="return_url" value="${return_url}">
  <button name="payment_method" value="pm_card_visa">Pay</button>
  <button name="payment_method" value="pm_card_visa_chargeDeclined">Pay with a card that is declined</button>
</form>`,
  )
}

/** Goes back to the shop as Stripe does, or says how it went where there is no shop to go to. */
function showResult(reply: FastifyReply, intent: Stripe.PaymentIntent, { return_url }: Fields): FastifyReply {
  const shop = readReturnAddress(return_url)
  if (shop === null && intent.status === 'requires_payment_method') return showIntent(reply, intent, {})
  if (shop === null) {
    const title = intent.status === 'succeeded' ? 'Payment succeeded' : 'Payment canceled'
    return sendPage(reply, title, html`<p>${writeAmount(intent.amount, intent.currency)}, ${intent.id}</p>`)
  }
  shop.searchParams.set('payment_intent', intent.id)
  shop.searchParams.set('payment_intent_client_secret', intent.client_secret ?? '')
  shop.searchParams.set('redirect_status', intent.status === 'succeeded' ? 'succeeded' : 'failed')
  return reply.redirect(shop.href, 303)
}
