import { progressRecorded } from '@lms/contracts/course'
import { refuse } from '@lms/kit/errors'
import { checkInput, idText } from '@lms/kit/input'
import { isViewer } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context, Tx } from '../../context.ts'
import type { EnrollmentModel } from '../../generated/prisma/models.ts'
import { seconds } from '../outline/lesson-fields.ts'
import { accessState } from './access-state.ts'
import { announceCompleted } from './announce-completed.ts'
import { appendEnrollmentEvent } from './append-enrollment-event.ts'
import { completedByResult } from './completed-by-result.ts'
import { lockEnrollment } from './lock-enrollment.ts'
import { measureProgress } from './measure-progress.ts'
import { mergeReport } from './merge-report.ts'
import type { EnrollmentMapper } from './schema.mappers.ts'

const ProgressReport = z.object({
  enrollmentId: idText,
  lessonId: idText,
  positionSeconds: seconds,
  completed: z.boolean(),
  clientSequence: z.bigint().min(0n, 'must not be negative'),
})
type ProgressReport = z.infer<typeof ProgressReport>

/**
 * Notes how far the viewer is in a lesson; a report that came already, or is older, changes no place.
 * Refuses NOT_FOUND, NO_ACCESS and COMPLETED_BY_RESULT.
 */
export function recordProgress(ctx: Context, input: unknown): Promise<EnrollmentMapper> {
  const report = checkInput(ProgressReport, input)
  return ctx.transact(async (tx) => {
    const enrollment = await requireOwnEnrollment(tx, ctx, report.enrollmentId)
    await requireReportable(tx, enrollment, report)
    const noted = await noteReport(tx, report, ctx.clock.now())
    if (!noted) return enrollment
    const { lessonId, positionSeconds, firstCompletion } = noted
    const { percent } = await measureProgress(tx, enrollment)
    await appendEnrollmentEvent(tx, progressRecorded, enrollment, { lessonId, positionSeconds, percent }, ctx)
    if (firstCompletion) await announceCompleted(tx, enrollment, [lessonId], ctx)
    return tx.enrollment.findUniqueOrThrow({ where: { id: enrollment.id }, include: { grants: true } })
  })
}

async function requireOwnEnrollment(tx: Tx, { viewer, clock }: Context, id: string): Promise<EnrollmentMapper> {
  const enrollment = await lockEnrollment(tx, id)
  if (!enrollment || !isViewer(viewer, enrollment.userId)) {
    return refuse('NOT_FOUND', 'There is no such enrolment.', 'enrollmentId')
  }
  if (accessState(enrollment.grants, clock.now()) !== 'ACTIVE') {
    return refuse('NO_ACCESS', 'This enrolment does not give access at the moment.', 'enrollmentId')
  }
  return enrollment
}

async function requireReportable(
  tx: Tx,
  { courseId, versionNumber }: EnrollmentModel,
  { lessonId, completed }: ProgressReport,
): Promise<void> {
  const lesson = await tx.lesson.findUnique({
    where: { courseId_versionNumber_id: { courseId, versionNumber, id: lessonId } },
    select: { kind: true },
  })
  if (!lesson) return refuse('NOT_FOUND', 'There is no such lesson.', 'lessonId')
  if (completed && completedByResult(lesson.kind)) {
    refuse('COMPLETED_BY_RESULT', 'Only its result completes a quiz, an assignment or a live session.', 'completed')
  }
}

/** Stores what is new in a report; null when nothing is. The lock on the enrolment makes reading before writing safe. */
async function noteReport(tx: Tx, { enrollmentId, lessonId, ...report }: ProgressReport, now: Date) {
  const where = { enrollmentId_lessonId: { enrollmentId, lessonId } }
  const before = await tx.lessonProgress.findUnique({ where })
  const after = mergeReport(before, report, now)
  if (!after) return null
  const data = { ...after, updatedAt: now }
  await tx.lessonProgress.upsert({ where, create: { enrollmentId, lessonId, ...data }, update: data })
  return {
    lessonId,
    positionSeconds: after.positionSeconds,
    firstCompletion: after.completedAt !== null && !before?.completedAt,
  }
}
