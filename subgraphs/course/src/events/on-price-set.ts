import { priceSet } from '@lms/contracts/payment'
import { keeps } from '@lms/kit/events/handles'

/** Remembers whether a course is free; see `enroll`. */
export const onPriceSet = keeps(priceSet, ({ data: { courseId, price }, aggregateversion: version }) => ({
  table: 'price',
  key: { course_id: courseId },
  version,
  set: { minor_units: BigInt(price.minorUnits) },
}))
