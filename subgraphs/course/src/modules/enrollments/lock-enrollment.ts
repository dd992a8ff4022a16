import { lockRow } from '@lms/kit/lock-row'
import type { Tx } from '../../context.ts'
import type { Learner } from './lock-learner.ts'
import type { EnrollmentMapper } from './schema.mappers.ts'

/** An enrolment, held until the transaction ends; null when there is none. */
export async function lockEnrollment(tx: Tx, id: string): Promise<EnrollmentMapper | null> {
  await lockRow(tx, 'enrollment', id, 'no key update')
  return tx.enrollment.findUnique({ where: { id }, include: { grants: true } })
}

/** The enrolment of a learner in a course, held until the transaction ends; null when there is none. */
export async function lockLearnersEnrollment(tx: Tx, { courseId, userId }: Learner): Promise<EnrollmentMapper | null> {
  const found = await tx.enrollment.findUnique({
    where: { courseId_userId: { courseId, userId } },
    select: { id: true },
  })
  return found && lockEnrollment(tx, found.id)
}
