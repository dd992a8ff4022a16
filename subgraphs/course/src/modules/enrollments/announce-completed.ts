import { courseCompleted, lessonCompleted } from '@lms/contracts/course'
import { enterStep } from '@lms/kit/events/saga'
import type { Act, Tx } from '../../context.ts'
import type { EnrollmentModel } from '../../generated/prisma/models.ts'
import { completionSaga } from '../certificates/completion-saga.ts'
import { issueCertificate } from '../certificates/issue-certificate.ts'
import { appendEnrollmentEvent } from './append-enrollment-event.ts'
import { measureProgress } from './measure-progress.ts'

/**
 * Tells of lessons that were completed for the first time; when they were the last, the course is completed and certified.
 * That is a dated fact: nothing takes it back. The enrolment must be locked.
 */
export async function announceCompleted(
  tx: Tx,
  enrollment: EnrollmentModel,
  lessonIds: string[],
  act: Act,
): Promise<void> {
  for (const lessonId of lessonIds) await appendEnrollmentEvent(tx, lessonCompleted, enrollment, { lessonId }, act)
  if (enrollment.completedAt || !(await measureProgress(tx, enrollment)).complete) return
  await tx.enrollment.update({ where: { id: enrollment.id }, data: { completedAt: act.clock.now() } })
  const { versionNumber } = enrollment
  await appendEnrollmentEvent(tx, courseCompleted, enrollment, { versionNumber }, act)
  await issueCertificate(tx, enrollment, act)
  await enterStep(tx, completionSaga, { key: enrollment.id, step: 'CERTIFIED', clock: act.clock })
}
