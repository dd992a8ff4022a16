import { type UserError, userError } from '@lms/kit/errors'
import { checkInput } from '@lms/kit/input'
import { signedInId } from '@lms/kit/viewer'
import type { Context } from '../../context.ts'
import type { OrderModel, PaymentModel } from '../../generated/prisma/models.ts'
import type { ProviderName } from '../../providers/payment-provider.ts'
import { awaitOpenPayment } from './await-open-payment.ts'
import { CheckoutRequest } from './checkout-request.ts'
import { placeOrder } from './place-order.ts'

/** How the buyer pays, as the API's `CheckoutPayment`. */
export interface CheckoutPayment {
  provider: ProviderName
  clientSecret: string | null
  providerOrderId: string
  redirectUrl: string | null
}

interface Checkout {
  order: OrderModel
  payment: CheckoutPayment | null
  userErrors?: UserError[]
}

/**
 * Orders courses and begins the payment; the same key resumes where an earlier call ended. Refuses what `placeOrder`
 * refuses and PROVIDER_REFUSED.
 * @throws DomainError SERVICE_UNAVAILABLE when the provider does not answer; the order waits for the same key
 */
export async function checkout(ctx: Context, input: unknown): Promise<Checkout> {
  const { db } = ctx
  const order = await placeOrder(ctx, signedInId(ctx.viewer), checkInput(CheckoutRequest, input))
  const placed = await db.payment.findFirst({ where: { orderId: order.id }, orderBy: { id: 'desc' } })
  if (!placed) return { order, payment: null }
  const opened = await awaitOpenPayment(ctx, placed)
  const payment = describe(ctx, opened)
  const userErrors = payment ? [] : [refusal(opened)]
  return { order: await db.order.findUniqueOrThrow({ where: { id: order.id } }), payment, userErrors }
}

function describe({ providers }: Context, payment: PaymentModel): CheckoutPayment | null {
  const { provider, providerReference: reference, clientSecret } = payment
  if (reference === null) return null
  const redirectUrl = providers[provider].redirectUrl({ reference, clientSecret })
  return { provider, clientSecret, providerOrderId: reference, redirectUrl }
}

const refusal = ({ failureCode }: PaymentModel): UserError =>
  userError('PROVIDER_REFUSED', `The payment provider does not take this payment (${failureCode}).`, [
    'input',
    'provider',
  ])
