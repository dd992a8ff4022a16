import { createHmac } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type Html, html, readReturnAddress, sendPage, writeAmount } from '../provider/page.ts'
import type { Account, Order, Payment } from './account.ts'
import { ApiFailure, parseBody, unknownId } from './api-failure.ts'
import { payOrder } from './pay-order.ts'

const Checkout = z.object({
  vpa: z.string(),
  email: z.email().nullable().default(null),
  contact: z.string().nullable().default(null),
  /** Where the browser posts the outcome; without it the page only shows it. */
  callback_url: z.string().optional(),
})

interface Query {
  readonly callback_url?: string
}

/** Adds `/pay/:id`, the checkout: a page for people, and with `Accept: application/json` the same for programs. */
export function registerCheckoutPage(app: FastifyInstance, account: Account, keySecret: string): void {
  app.get<{ Params: { id: string }; Querystring: Query }>('/pay/:id', async (request, reply) => {
    const record = account.orders.get(request.params.id)
    if (record === null) return sendRefusal(request, reply, unknownId())
    return showOrder(reply, record.order, request.query)
  })
  app.post<{ Params: { id: string } }>('/pay/:id', async (request, reply) => {
    try {
      const checkout = parseBody(Checkout, request.body)
      const payment = account.store.transaction(() => payOrder(account, request.params.id, checkout))
      return showOutcome(request, reply, outcomeOf(payment, keySecret), readReturnAddress(checkout.callback_url))
    } catch (error) {
      if (error instanceof ApiFailure) return sendRefusal(request, reply, error)
      throw error
    }
  })
}

/** What the checkout hands to the shop's page. */
interface Outcome {
  readonly payment: Payment
  /** As the browser gets it. */
  readonly answer: Record<string, unknown>
  /** As it is posted to the callback address. */
  readonly fields: Record<string, string>
}

function outcomeOf(payment: Payment, keySecret: string): Outcome {
  const { id, order_id } = payment
  if (payment.status !== 'failed') {
    const signature = createHmac('sha256', keySecret).update(`${order_id}|${id}`).digest('hex')
    const fields = { razorpay_payment_id: id, razorpay_order_id: order_id, razorpay_signature: signature }
    return { payment, answer: fields, fields }
  }
  const parts = {
    code: payment.error_code ?? '',
    description: payment.error_description ?? '',
    source: payment.error_source ?? '',
    step: payment.error_step ?? '',
    reason: payment.error_reason ?? '',
  }
  const metadata = { payment_id: id, order_id }
  const fields = Object.fromEntries(Object.entries(parts).map(([name, value]) => [`error[${name}]`, value]))
  return {
    payment,
    answer: { error: { ...parts, metadata } },
    fields: { ...fields, 'error[metadata]': JSON.stringify(metadata) },
  }
}

function wantsJson({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('application/json') ?? false
}

function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, body, message }: ApiFailure,
): FastifyReply {
  reply.status(status)
  return wantsJson(request) ? reply.send(body) : sendPage(reply, 'This order cannot be paid', html`<p>${message}</p>`)
}

function showOrder(reply: FastifyReply, order: Order, { callback_url = '' }: Query): FastifyReply {
  if (order.status === 'paid') return sendPage(reply, 'This order is paid', html`<p>${order.id}</p>`)
  return sendPage(
    reply,
    `Pay ${writeAmount(order.amount, order.currency)}`,
    html`
<form method="post" action="/pay/${order.id}">
  <input type="hidden" name="callback_url" value="${callback_url}">
  <button name="vpa" value="success@razorpay">Pay</button>
  <button name="vpa" value="failure@razorpay">Pay with an account that is declined</button>
</form>`,
  )
}

function showOutcome(
  request: FastifyRequest,
  reply: FastifyReply,
  { payment, answer, fields }: Outcome,
  shop: URL | null,
): FastifyReply {
  const failed = payment.status === 'failed'
  if (wantsJson(request)) return reply.status(failed ? 400 : 200).send(answer)
  const title = failed ? 'Payment failed' : 'Payment succeeded'
  return sendPage(reply, title, shop === null ? listFields(fields) : postFields(fields, shop))
}

function listFields(fields: Record<string, string>): Html {
  const rows = Object.entries(fields).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`.markup)
  return html`<dl>${{ markup: rows.join('') }}</dl>`
}

/** Goes back to the shop as Razorpay does: the browser posts the outcome. */
function postFields(fields: Record<string, string>, shop: URL): Html {
  const inputs = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`.markup,
  )
  return html`
<form method="post" action="${shop.href}">${{ markup: inputs.join('') }}<button>Back to the shop</button></form>
<script>document.forms[0].submit()</script>`
}
