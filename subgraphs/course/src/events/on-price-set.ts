import { priceSet } from '@lms/contracts/payment'
import { keeps } from '@lms/kit/events/handles'
import { project } from '@lms/kit/events/project'

/** Remembers whether a course is free; see `enroll`. */
export const onPriceSet = keeps(priceSet, 'price', async ({ data, aggregateversion: version }, tx) => {
  const kept = await project(tx, {
    table: 'price',
    key: { course_id: data.courseId },
    version,
    set: { minor_units: BigInt(data.price.minorUnits) },
  })
  return kept ? 'APPLIED' : 'STALE'
})
