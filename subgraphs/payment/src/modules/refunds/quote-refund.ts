import { isStaff } from '@lms/kit/viewer'
import type { Context, Tx } from '../../context.ts'
import type { OrderLineModel, OrderModel } from '../../generated/prisma/models.ts'

export type RefundObjection = 'NOT_PAID' | 'FREE' | 'NOTHING_LEFT' | 'TOO_LATE' | 'COMPLETED'

/** What giving back a line would bring at one moment. */
export interface RefundQuote {
  amountMinor: bigint
  currency: string
  objections: RefundObjection[]
  until: Date | null
}

/** These hold for staff as well. */
const ABSOLUTE: readonly RefundObjection[] = ['NOT_PAID', 'FREE', 'NOTHING_LEFT']

const DAY_MS = 24 * 60 * 60_000

type RefundableLine = OrderLineModel & { order: OrderModel }

/** Reckons what of a line can be given back, and what speaks against it when its buyer asks. */
export async function quoteRefund(
  tx: Pick<Tx, 'refund' | 'completedCourse'>,
  line: RefundableLine,
  { clock, config }: Pick<Context, 'clock' | 'config'>,
): Promise<RefundQuote> {
  const { _sum } = await tx.refund.aggregate({
    where: { orderLineId: line.id, status: { not: 'FAILED' } },
    _sum: { amountMinor: true },
  })
  const completed = await tx.completedCourse.findFirst({ where: { userId: line.buyerId, courseId: line.courseId } })
  const amountMinor = line.priceMinor - (_sum.amountMinor ?? 0n)
  const until = line.grantedAt && new Date(line.grantedAt.getTime() + config.REFUND_DAYS * DAY_MS)
  const objections = new Set<RefundObjection>()
  if (line.order.status !== 'PAID') objections.add('NOT_PAID')
  if (line.priceMinor === 0n) objections.add('FREE')
  else if (amountMinor <= 0n) objections.add('NOTHING_LEFT')
  if (until && until <= clock.now()) objections.add('TOO_LATE')
  if (completed) objections.add('COMPLETED')
  return { amountMinor, currency: line.order.currency, objections: [...objections], until }
}

/** What keeps this caller from the refund. */
export function objectionsTo({ objections }: RefundQuote, viewer: Context['viewer']): RefundObjection[] {
  return isStaff(viewer) ? objections.filter((objection) => ABSOLUTE.includes(objection)) : objections
}
