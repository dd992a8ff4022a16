import { submissionReceived } from '@lms/contracts/assessment'
import { lockEnrollment } from '@lms/kit/course-access'
import { Refusal, refuse, userError } from '@lms/kit/errors'
import { appendEvent } from '@lms/kit/events/append-event'
import { newId } from '@lms/kit/ids'
import { checkInput, idText, optionalText } from '@lms/kit/input'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context, Tx } from '../../context.ts'
import type { SubmissionModel } from '../../generated/prisma/models.ts'
import { visibleAssignment } from './policy.ts'

const SubmitAssignmentInput = z
  .object({
    assignmentId: idText,
    text: optionalText(50_000),
    fileIds: z
      .array(idText)
      .max(20, 'must hold at most 20 files')
      .refine((ids) => new Set(ids).size === ids.length, {
        message: 'must not hold the same file twice',
        params: { code: 'DUPLICATE' },
      })
      .nullish()
      .transform((ids) => ids ?? []),
  })
  .refine(({ text, fileIds }) => text !== null || fileIds.length > 0, {
    path: ['text'],
    message: 'give a text, files or both',
    params: { code: 'REQUIRED' },
  })

/**
 * Hands in work, or hands in again, which replaces it. Refuses NOT_FOUND, NOT_ENROLLED, and FILE_NOT_AVAILABLE for files
 * that are not there, not ready or not the learner's own.
 */
export async function submitAssignment(ctx: Context, input: unknown): Promise<SubmissionModel> {
  const userId = signedInId(ctx.viewer)
  const { assignmentId, ...work } = checkInput(SubmitAssignmentInput, input)
  const assignment = await visibleAssignment(ctx, assignmentId)
  if (!assignment) return refuse('NOT_FOUND', 'There is no such assignment.', 'assignmentId')
  const { courseId } = assignment
  return ctx.transact(async (tx) => {
    if (!(await lockEnrollment(tx, courseId, userId))) {
      return refuse('NOT_ENROLLED', 'Only learners of the course hand in work.', 'assignmentId')
    }
    await assertOwnFiles(tx, userId, work.fileIds)
    const now = ctx.clock.now()
    const handedIn = { ...work, submittedAt: now }
    const submission = await tx.submission.upsert({
      where: { assignmentId_userId: { assignmentId, userId } },
      create: { id: newId('submission'), assignmentId, userId, ...handedIn },
      update: { ...handedIn, revision: { increment: 1 }, version: { increment: 1 } },
    })
    const { id, version } = submission
    const data = { submissionId: id, assignmentId, courseId, userId, fileIds: work.fileIds }
    await appendEvent(tx, submissionReceived, { subject: id, version, data, time: now, cause: ctx.cause })
    return submission
  })
}

async function assertOwnFiles(tx: Tx, ownerId: string, fileIds: string[]): Promise<void> {
  const own = await tx.availableFile.findMany({ where: { ownerId, fileId: { in: fileIds } } })
  const errors = fileIds.flatMap((fileId, index) =>
    own.some((file) => file.fileId === fileId)
      ? []
      : userError('FILE_NOT_AVAILABLE', 'There is no such file of yours.', ['input', 'fileIds', String(index)]),
  )
  if (errors.length > 0) throw new Refusal(errors)
}
