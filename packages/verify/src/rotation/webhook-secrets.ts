import { randomUUID } from 'node:crypto'
import { randomPassword } from '@lms/deploy/random-password'
import { type Entry, rotateEntry } from '@lms/deploy/rotation/rotate-entry'
import { signRazorpayWebhook } from '@lms/local/razorpay/sign-webhook'
import { signStripeWebhook } from '@lms/local/stripe/sign-webhook'
import { processesOf, type RotatedSystem } from './rotated-system.ts'
import { isLetIn, type Rotation } from './rotation.ts'

/**
 * `STRIPE_WEBHOOK_SECRET`: Stripe makes the new one, and signs with both for as long as it was told to when it did; the old
 * one goes when that has passed.
 */
export function rotateStripeWebhookSecret({ stack }: RotatedSystem): Rotation {
  const [old, fresh] = [stack.secrets.stripe.webhookSecret, `whsec_${randomPassword()}`]
  let signing = [old]
  const list = webhookList(stack, 'STRIPE_WEBHOOK_SECRET', old, fresh)
  return {
    secret: 'STRIPE_WEBHOOK_SECRET',
    operations: [
      { name: 'webhook of Stripe', perSecond: 4, run: () => expectTaken(sendStripe(stack.urlOf('payment'), signing)) },
    ],
    steps: {
      add: {
        change() {
          signing = [old, fresh]
          list('add')
        },
        replaced: ['payment'],
      },
      remove: {
        change() {
          signing = [fresh]
          list('switch')
          list('remove')
        },
        replaced: ['payment'],
      },
    },
    takesOld: () => Promise.all(processesOf(stack, 'payment').map((url) => sendStripe(url, [old]))),
    takesNew: () => Promise.all(processesOf(stack, 'payment').map((url) => sendStripe(url, [fresh]))),
  }
}

/**
 * `RAZORPAY_WEBHOOK_SECRET`: Razorpay is told the new one, and from then on signs with it what is new, and with the old one what
 * it sends once more.
 */
export function rotateRazorpayWebhookSecret({ stack }: RotatedSystem): Rotation {
  const [old, fresh] = [stack.secrets.razorpay.webhookSecret, randomPassword()]
  let signing = [old]
  let turn = 0
  const list = webhookList(stack, 'RAZORPAY_WEBHOOK_SECRET', old, fresh)
  return {
    secret: 'RAZORPAY_WEBHOOK_SECRET',
    operations: [
      {
        name: 'webhook of Razorpay',
        perSecond: 4,
        run: () => expectTaken(sendRazorpay(stack.urlOf('payment'), signing[turn++ % signing.length] ?? old)),
      },
    ],
    steps: {
      add: { change: () => list('add'), replaced: ['payment'] },
      switch: {
        change() {
          signing = [fresh, old]
        },
        replaced: [],
      },
      remove: {
        change() {
          signing = [fresh]
          list('switch')
          list('remove')
        },
        replaced: ['payment'],
      },
    },
    takesOld: () => Promise.all(processesOf(stack, 'payment').map((url) => sendRazorpay(url, old))),
    takesNew: () => Promise.all(processesOf(stack, 'payment').map((url) => sendRazorpay(url, fresh))),
  }
}

/** Does steps with a list of the payment service. */
function webhookList(stack: RotatedSystem['stack'], name: string, old: string, fresh: string) {
  let entry: Entry = { [name]: old }
  return (step: 'add' | 'switch' | 'remove') => {
    entry = rotateEntry(entry, name, step, fresh)
    stack.tell('payment', entry)
  }
}

async function expectTaken(sending: Promise<boolean>): Promise<void> {
  if (!(await sending)) throw new Error('the signature was refused')
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
