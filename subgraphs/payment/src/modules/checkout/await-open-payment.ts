import { setTimeout as delay } from 'node:timers/promises'
import { DomainError } from '@lms/kit/errors'
import type { Context } from '../../context.ts'
import type { PaymentModel } from '../../generated/prisma/models.ts'
import { ProviderUnavailable } from '../../providers/payment-provider.ts'
import { isOpened, openPayment } from '../../settlement/open-payment.ts'

const LOOKS = 80
const PAUSE_MS = 100

/**
 * The payment with the provider's answer: asked for now, or waited for while another call with the same key asks.
 * @throws DomainError SERVICE_UNAVAILABLE when there is no answer
 */
export async function awaitOpenPayment(ctx: Context, payment: PaymentModel): Promise<PaymentModel> {
  let present = payment
  for (let look = 0; look < LOOKS; look++) {
    if (isOpened(present)) return present
    const opened = await open(ctx, present)
    if (opened) return opened
    await delay(PAUSE_MS)
    present = await ctx.db.payment.findUniqueOrThrow({ where: { id: payment.id } })
  }
  throw unavailable()
}

async function open(ctx: Context, payment: PaymentModel): Promise<PaymentModel | null> {
  try {
    return await openPayment(ctx, payment)
  } catch (error) {
    if (!(error instanceof ProviderUnavailable)) throw error
    ctx.log.error({ err: error, paymentId: payment.id }, 'the provider did not answer')
    throw unavailable()
  }
}

const unavailable = () =>
  new DomainError(
    'SERVICE_UNAVAILABLE',
    'The payment provider does not answer. Try again with the same idempotencyKey: you are not charged twice.',
  )
