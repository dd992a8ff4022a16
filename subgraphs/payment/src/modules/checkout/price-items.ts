import { Refusal, refuse, type UserError, userError } from '@lms/kit/errors'
import type { Tx } from '../../context.ts'
import type { PriceModel, RosterCourseModel } from '../../generated/prisma/models.ts'
import { findGrantedCourses } from '../../settlement/find-granted-courses.ts'

/** What the items of an order cost at this moment. */
export interface PricedItems {
  currency: string
  totalMinor: bigint
  /** In the order of the items. */
  lines: { courseId: string; priceMinor: bigint }[]
}

/**
 * Prices the courses for a buyer. Refuses by item NOT_FOUND, NOT_FOR_SALE and ALREADY_PURCHASED, and for all of them
 * MIXED_CURRENCIES and TOTAL_TOO_LARGE.
 */
export async function priceItems(tx: Tx, buyerId: string, courseIds: string[]): Promise<PricedItems> {
  const courses = await tx.rosterCourse.findMany({ where: { courseId: { in: courseIds } } })
  const prices = await tx.price.findMany({ where: { courseId: { in: courseIds } } })
  const granted = await findGrantedCourses(tx, buyerId, courseIds)
  const courseOf = new Map(courses.map((course) => [course.courseId, course]))
  const priceOf = new Map(prices.map((price) => [price.courseId, price]))
  const items = courseIds.map((courseId, index) =>
    priceItem(index, {
      course: courseOf.get(courseId),
      price: priceOf.get(courseId),
      isGranted: granted.has(courseId),
    }),
  )
  const errors = items.filter(isRefused)
  if (errors.length > 0) throw new Refusal(errors)
  return addUp(items.flatMap((item) => (isRefused(item) ? [] : item)))
}

interface Offer {
  course: RosterCourseModel | undefined
  price: PriceModel | undefined
  isGranted: boolean
}

function priceItem(index: number, { course, price, isGranted }: Offer): PriceModel | UserError {
  const refusal = (code: string, message: string) =>
    userError(code, message, ['input', 'items', String(index), 'courseId'])
  if (!course || course.status === 'DRAFT') return refusal('NOT_FOUND', 'There is no such course.')
  if (isGranted) return refusal('ALREADY_PURCHASED', 'You have bought this course already.')
  if (!price || course.status !== 'PUBLISHED')
    return refusal('NOT_FOR_SALE', 'This course cannot be bought at present.')
  return price
}

const isRefused = (item: PriceModel | UserError): item is UserError => '__typename' in item

function addUp(prices: PriceModel[]): PricedItems {
  const currency = prices[0]?.currency ?? ''
  if (prices.some((price) => price.currency !== currency)) {
    refuse('MIXED_CURRENCIES', 'The courses are priced in several currencies. Order them apart.', 'items')
  }
  const totalMinor = prices.reduce((sum, { minorUnits }) => sum + minorUnits, 0n)
  if (totalMinor > BigInt(Number.MAX_SAFE_INTEGER)) {
    refuse('TOTAL_TOO_LARGE', 'The courses cost too much for one order.', 'items')
  }
  const lines = prices.map(({ courseId, minorUnits }) => ({ courseId, priceMinor: minorUnits }))
  return { currency, totalMinor, lines }
}
