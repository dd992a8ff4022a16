import { assignmentPublished } from '@lms/contracts/assessment'
import { assertTaught } from '@lms/kit/course-access'
import { appendEvent } from '@lms/kit/events/append-event'
import { newId } from '@lms/kit/ids'
import { checkInput, futureInstant, idText, requiredText } from '@lms/kit/input'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { AssignmentModel } from '../../generated/prisma/models.ts'
import { passPercent } from '../quizzes/create-quiz.ts'

const CreateAssignmentInput = (now: Date) =>
  z.object({
    courseId: idText,
    title: requiredText(200),
    instructions: requiredText(20_000),
    points: z.int().min(1, 'must be at least 1').max(1_000, 'must be at most 1,000'),
    dueAt: futureInstant(now)
      .nullish()
      .transform((instant) => instant ?? null),
    passPercent,
  })

/** Makes an assignment that learners see at once. Refuses NOT_FOUND for a course that the viewer does not teach. */
export async function createAssignment(ctx: Context, input: unknown): Promise<AssignmentModel> {
  const now = ctx.clock.now()
  const wanted = checkInput(CreateAssignmentInput(now), input)
  await assertTaught(ctx.access, wanted.courseId)
  return ctx.transact(async (tx) => {
    const assignment = await tx.assignment.create({ data: { id: newId('assignment'), ...wanted, createdAt: now } })
    const { id, courseId, title } = assignment
    const data = { assignmentId: id, courseId, title }
    await appendEvent(tx, assignmentPublished, { subject: id, version: 1, data, time: now, cause: ctx.cause })
    return assignment
  })
}
