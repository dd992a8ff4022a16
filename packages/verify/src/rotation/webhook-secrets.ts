import { randomUUID } from 'node:crypto'
import { randomPassword } from '@lms/deploy/random-password'
import { type Entry, rotateEntry } from '@lms/deploy/rotation/rotate-entry'
import type { RotationStep } from '@lms/deploy/rotation/rotate-keys'
import { signRazorpayWebhook } from '@lms/local/razorpay/sign-webhook'
import { signStripeWebhook } from '@lms/local/stripe/sign-webhook'
import { processesOf, type RotatedSystem } from './rotated-system.ts'
import { isLetIn, type Rotation } from './rotation.ts'

/** How a provider goes over to another secret. */
interface Provider {
  variable: string
  old: string
  fresh: string
  /** From when on it signs with both. */
  both: 'add' | 'switch'
  /** Sends an event that is signed by, or by one of, these secrets. @returns whether it was taken */
  send: (url: string, secrets: readonly string[]) => Promise<boolean>
}

/**
 * `STRIPE_WEBHOOK_SECRET`: Stripe makes the new one, before anybody here knows it, and signs with both for as long as it was told
 * to; the old one goes when that has passed.
 */
export const rotateStripeWebhookSecret = ({ stack }: RotatedSystem): Rotation =>
  rotateWebhookSecret(stack, {
    variable: 'STRIPE_WEBHOOK_SECRET',
    old: stack.secrets.stripe.webhookSecret,
    fresh: `whsec_${randomPassword()}`,
    both: 'add',
    send: sendStripe,
  })

/**
 * `RAZORPAY_WEBHOOK_SECRET`: Razorpay is told the new one, when it is known here, and from then on signs with it what is new, and
 * with the old one what it sends once more.
 */
export function rotateRazorpayWebhookSecret({ stack }: RotatedSystem): Rotation {
  let turn = 0
  return rotateWebhookSecret(stack, {
    variable: 'RAZORPAY_WEBHOOK_SECRET',
    old: stack.secrets.razorpay.webhookSecret,
    fresh: randomPassword(),
    both: 'switch',
    send: (url, secrets) => sendRazorpay(url, secrets[turn++ % secrets.length] ?? ''),
  })
}

function rotateWebhookSecret(stack: RotatedSystem['stack'], provider: Provider): Rotation {
  const { variable, old, fresh, both, send } = provider
  let entry: Entry = { [variable]: old }
  let signing = [old]
  const change = (...steps: RotationStep[]) => {
    for (const step of steps) entry = rotateEntry(entry, variable, step, fresh)
    stack.tell('payment', entry)
  }
  const signWith = (...secrets: string[]) => {
    signing = secrets
  }
  const takes = (secret: string) => Promise.all(processesOf(stack, 'payment').map((url) => send(url, [secret])))
  return {
    secret: variable,
    operations: [
      {
        name: 'webhook',
        perSecond: 2,
        async run() {
          if (!(await send(stack.urlOf('payment'), signing))) throw new Error('the signature was refused')
        },
      },
    ],
    steps: {
      add: {
        change() {
          if (both === 'add') signWith(old, fresh)
          change('add')
        },
        replaced: ['payment'],
      },
      switch: { change: () => both === 'switch' && signWith(old, fresh), replaced: [] },
      remove: {
        change() {
          signWith(fresh)
          change('switch', 'remove')
        },
        replaced: ['payment'],
      },
    },
    takesOld: () => takes(old),
    takesNew: () => takes(fresh),
  }
}

/** An event that concerns nothing here: it is stored, and set aside. */
function sendStripe(url: string, secrets: readonly string[]): Promise<boolean> {
  const id = `evt_${randomUUID()}`
  const data = { object: { id: 'cus_rotation', object: 'customer' } }
  const body = JSON.stringify({ id, object: 'event', type: 'customer.updated', livemode: false, data })
  return post(`${url}/webhooks/stripe`, body, { 'stripe-signature': signStripeWebhook(body, new Date(), secrets) })
}

/** As above, of Razorpay. */
function sendRazorpay(url: string, secret: string): Promise<boolean> {
  const body = JSON.stringify({ entity: 'event', event: 'settlement.processed', contains: [], payload: {} })
  const headers = {
    'x-razorpay-signature': signRazorpayWebhook(body, secret),
    'x-razorpay-event-id': randomUUID(),
  }
  return post(`${url}/webhooks/razorpay`, body, headers)
}

async function post(url: string, body: string, headers: Record<string, string>): Promise<boolean> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  await response.body?.cancel()
  return isLetIn(response.status, 400)
}
