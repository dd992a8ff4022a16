import { priceSet } from '@lms/contracts/payment'
import { handles } from '@lms/kit/events/handles'
import { project } from '@lms/kit/events/project'
import type { EventContext } from '../deps.ts'

/** Remembers whether a course is free; see `enroll`. */
export const onPriceSet = handles(priceSet, async ({ data, aggregateversion: version }, { tx }: EventContext) => {
  const kept = await project(tx, {
    table: 'price',
    key: { course_id: data.courseId },
    version,
    set: { minor_units: BigInt(data.price.minorUnits) },
  })
  return kept ? 'APPLIED' : 'STALE'
})
