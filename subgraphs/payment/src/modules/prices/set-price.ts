import { priceSet } from '@lms/contracts/payment'
import { assertTaught } from '@lms/kit/course-access'
import { appendEvent } from '@lms/kit/events/append-event'
import { checkInput, idText } from '@lms/kit/input'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context, Tx } from '../../context.ts'
import type { PriceModel } from '../../generated/prisma/models.ts'

const PriceInput = z.object({
  courseId: idText,
  minorUnits: z.coerce
    .bigint()
    .min(0n, 'must not be negative')
    .max(BigInt(Number.MAX_SAFE_INTEGER), 'must be at most 9007199254740991'),
  currency: z.string().refine((code) => Intl.supportedValuesOf('currency').includes(code), {
    message: 'is not a currency of ISO 4217',
    params: { code: 'INVALID_CURRENCY' },
  }),
})

/** Sets the price of a course; setting the same again changes nothing. Refuses NOT_FOUND and INVALID_CURRENCY. */
export async function setPrice(ctx: Context, input: unknown): Promise<{ id: string }> {
  const setById = signedInId(ctx.viewer)
  const { courseId, ...price } = checkInput(PriceInput, input)
  await assertTaught(ctx.access, courseId)
  await ctx.transact(async (tx) => {
    const now = ctx.clock.now()
    const stored = await write(tx, { courseId, ...price, setById, updatedAt: now })
    if (!stored) return
    const { version } = stored
    const data = { courseId, price: { ...price, minorUnits: price.minorUnits.toString() } }
    await appendEvent(tx, priceSet, { subject: courseId, version, data, time: now, cause: ctx.cause })
  })
  return { id: courseId }
}

/** Writes the price unless it is that already. */
async function write(tx: Tx, price: Omit<PriceModel, 'version'>): Promise<PriceModel | null> {
  const { courseId, minorUnits, currency } = price
  const { count } = await tx.price.createMany({ data: price, skipDuplicates: true })
  if (count > 0) return tx.price.findUniqueOrThrow({ where: { courseId } })
  const [changed] = await tx.price.updateManyAndReturn({
    where: { courseId, NOT: { minorUnits, currency } },
    data: { ...price, version: { increment: 1 } },
  })
  return changed ?? null
}
