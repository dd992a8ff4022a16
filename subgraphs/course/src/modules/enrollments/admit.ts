import { enrollmentActivated } from '@lms/contracts/course'
import { newId } from '@lms/kit/ids'
import type { Act, Tx } from '../../context.ts'
import type { GrantSource } from '../../generated/prisma/enums.ts'
import type { CourseModel } from '../../generated/prisma/models.ts'
import { reinstateCertificate } from '../certificates/reinstate-certificate.ts'
import { accessState } from './access-state.ts'
import { appendEnrollmentEvent } from './append-enrollment-event.ts'
import { completeByResults } from './complete-by-results.ts'
import { lockLearnersEnrollment } from './lock-enrollment.ts'
import type { EnrollmentMapper } from './schema.mappers.ts'

/** Why somebody gets access. */
export interface NewGrant {
  source: GrantSource
  /** Order line of an ORDER. */
  sourceId: string | null
  validFrom: Date
}

/**
 * Gives a learner access for one more reason. The first one enrols in the version on offer; results that came before
 * count at once, and so does a certificate that was taken back with an earlier access. The learner and the course must be locked.
 */
export async function admit(
  tx: Tx,
  course: CourseModel,
  userId: string,
  grant: NewGrant,
  act: Act,
): Promise<EnrollmentMapper> {
  const now = act.clock.now()
  const before = await lockLearnersEnrollment(tx, { courseId: course.id, userId })
  const enrollment = before ?? (await createEnrollment(tx, course, userId, now))
  await tx.accessGrant.create({ data: { id: newId('grant'), enrollmentId: enrollment.id, ...grant } })
  if (before === null || accessState(before.grants, now) !== 'ACTIVE') {
    const { source, sourceId } = grant
    await appendEnrollmentEvent(tx, enrollmentActivated, enrollment, { source, sourceId }, act)
    await completeByResults(tx, enrollment, act)
    await reinstateCertificate(tx, enrollment, act)
  }
  return tx.enrollment.findUniqueOrThrow({ where: { id: enrollment.id }, include: { grants: true } })
}

async function createEnrollment(tx: Tx, course: CourseModel, userId: string, now: Date) {
  const { id: courseId, publishedVersion: versionNumber } = course
  if (versionNumber === 0) throw new Error(`nobody can be enrolled in ${courseId}: it was never published`)
  await tx.course.update({ where: { id: courseId }, data: { enrollmentCount: { increment: 1 } } })
  return tx.enrollment.create({ data: { id: newId('enrollment'), courseId, userId, versionNumber, enrolledAt: now } })
}
