import { courseErased } from '@lms/contracts/course'
import { erases } from '@lms/kit/events/erases'
import type { Tx } from '../deps.ts'

/** Reviews lose their words and their author; enrolments and certificates stay, about somebody who has no name any more. */
export const onErasureRequested = erases(courseErased, async (tx: Tx, userId) => {
  const reviews = await tx.review.updateMany({ where: { authorId: userId, body: { not: null } }, data: { body: null } })
  const kept = ['enrolments and certificates: proof of what was learned, under an id without a name']
  return { erased: reviews.count, kept }
})
