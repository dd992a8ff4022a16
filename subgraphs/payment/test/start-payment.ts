import { courseArchived, coursePublished, courseUpdated } from '@lms/contracts/course'
import type { Environment } from '@lms/kit/config'
import { newId } from '@lms/kit/ids'
import type { SignedInViewer } from '@lms/kit/viewer'
import { type PaymentProviders, startPaymentProviders } from '@lms/testkit/payment-providers'
import { startTestSubgraph, type TestSubgraph } from '@lms/testkit/subgraph'
import { createViewer } from '@lms/testkit/viewers'
import Razorpay from 'razorpay'
import Stripe from 'stripe'
import { startPayment } from '../src/server.ts'

/** The payment subgraph on a database of its own, with stand-ins of both providers. */
export interface TestPayment extends TestSubgraph {
  readonly providers: PaymentProviders
  /** The official SDKs, talking to the stand-ins as the merchant does. */
  readonly stripe: Stripe
  readonly razorpay: Razorpay
  /** A published course; without a price when `price` is null. */
  course(price?: { minorUnits: number; currency: string } | null): Promise<string>
  /** Tells that a course is in another status as of a version of it; 2 when absent. */
  moveCourse(courseId: string, status: 'DRAFT' | 'PUBLISHED' | 'ARCHIVED', version?: number): Promise<void>
  /** Sets a price as an administrator; returns the codes of its refusals. */
  setPrice(courseId: string, minorUnits: number | string, currency: string): Promise<string[]>
  /** Buys courses with a key of its own unless given. */
  checkout(buyer: SignedInViewer, courseIds: string[], options?: CheckoutOptions): Promise<CheckoutAnswer>
  order(viewer: SignedInViewer, id: string): Promise<OrderAnswer | null>
}

export interface CheckoutOptions {
  provider?: 'STRIPE' | 'RAZORPAY'
  idempotencyKey?: string
}

export interface OrderAnswer {
  id: string
  status: string
  total: { minorUnits: number; currency: string; decimal: string }
  lines: { id: string; status: string; course: { id: string }; price: { minorUnits: number; currency: string } }[]
  payments: { provider: string; status: string; failureCode: string | null; amount: { decimal: string } }[]
}

export interface CheckoutAnswer {
  order: OrderAnswer
  payment: { provider: string; clientSecret: string | null; providerOrderId: string; redirectUrl: string }
  userErrors: { field: string[] | null; code: string }[]
  /** Code of the error of the whole field. */
  error: string | undefined
}

export const ORDER =
  'id status total { minorUnits currency decimal } lines { id status course { id } price { minorUnits currency } } payments { provider status failureCode amount { decimal } }'

const CHECKOUT = `mutation ($input: CheckoutInput!) { checkout(input: $input) { order { ${ORDER} } payment { provider clientSecret providerOrderId redirectUrl } userErrors { field code } } }`

const SET_PRICE =
  'mutation ($input: SetPriceInput!) { setPrice(input: $input) { course { price { decimal } } userErrors { code } } }'

/** Webhook secrets that the service still accepts beside the present ones. */
export const OLD_SECRETS = { stripe: 'whsec_before_the_rotation', razorpay: 'razorpay_before_the_rotation' }

function environmentOf({ environment }: PaymentProviders): Environment {
  return {
    ...environment,
    STRIPE_WEBHOOK_SECRET: `${environment.STRIPE_WEBHOOK_SECRET},${OLD_SECRETS.stripe}`,
    RAZORPAY_WEBHOOK_SECRET: `${environment.RAZORPAY_WEBHOOK_SECRET},${OLD_SECRETS.razorpay}`,
  }
}

const admin = createViewer('ADMIN')

export async function startTestPayment(): Promise<TestPayment> {
  const providers = await startPaymentProviders()
  const payment = await startTestSubgraph('payment', startPayment, { environment: environmentOf(providers) })
  providers.deliverTo(payment.url)
  const tell = (courseId: string, status: 'DRAFT' | 'PUBLISHED' | 'ARCHIVED', version: number) => {
    const data = { courseId, instructorId: newId('user'), title: 'Course', slug: 'course', status, versionNumber: 1 }
    const definitions = { DRAFT: courseUpdated, PUBLISHED: coursePublished, ARCHIVED: courseArchived }
    return payment.deliver(definitions[status] as typeof coursePublished, { subject: courseId, version, data })
  }
  const setPrice: TestPayment['setPrice'] = async (courseId, minorUnits, currency) => {
    const { data } = await payment.execute(admin, SET_PRICE, { input: { courseId, minorUnits, currency } })
    return data.setPrice.userErrors.map(({ code }: { code: string }) => code)
  }
  return {
    ...payment,
    providers,
    stripe: new Stripe(providers.secrets.stripe.secretKey, { ...providers.stripe.sdk, telemetry: false }),
    razorpay: connectRazorpay(providers),
    setPrice,
    async course(price = { minorUnits: 1990, currency: 'EUR' }) {
      const courseId = newId('course')
      await tell(courseId, 'PUBLISHED', 1)
      if (price) await setPrice(courseId, price.minorUnits, price.currency)
      return courseId
    },
    async moveCourse(courseId, status, version = 2) {
      await tell(courseId, status, version)
    },
    ...buyersActs(payment),
    async [Symbol.asyncDispose]() {
      await payment[Symbol.asyncDispose]()
      await providers[Symbol.asyncDispose]()
    },
  }
}

function buyersActs(payment: TestSubgraph): Pick<TestPayment, 'checkout' | 'order'> {
  return {
    async checkout(buyer, courseIds, { provider = 'STRIPE', idempotencyKey = newId('key') } = {}) {
      const input = { items: courseIds.map((courseId) => ({ courseId })), provider, idempotencyKey }
      const { data, errors } = await payment.execute(buyer, CHECKOUT, { input })
      return { ...data?.checkout, error: errors?.[0]?.extensions.code }
    },
    async order(viewer, id) {
      const { data } = await payment.execute(viewer, `query ($id: ID!) { order(id: $id) { ${ORDER} } }`, { id })
      return data.order
    },
  }
}

function connectRazorpay({ secrets: { razorpay: keys }, razorpay: { url } }: PaymentProviders): Razorpay {
  const razorpay = new Razorpay({ key_id: keys.keyId, key_secret: keys.keySecret })
  const { rq } = razorpay.api as unknown as { rq: { defaults: { baseURL: string } } }
  rq.defaults.baseURL = url
  return razorpay
}
