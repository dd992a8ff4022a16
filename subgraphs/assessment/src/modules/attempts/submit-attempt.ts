import { refuse } from '@lms/kit/errors'
import { lockRow } from '@lms/kit/lock-row'
import type { Context } from '../../context.ts'
import type { AttemptModel } from '../../generated/prisma/models.ts'
import { isOver } from './attempt-end.ts'
import { finishAttempt } from './finish-attempt.ts'
import { ownAttempt } from './policy.ts'

/**
 * Hands an attempt in; one that was handed in already, by its learner or because its time was over, is left as it is.
 * Refuses NOT_FOUND, and NOT_ENROLLED while the learner has no access to the course.
 */
export async function submitAttempt(ctx: Context, attemptId: string): Promise<AttemptModel> {
  const { id, quiz } = await ownAttempt(ctx, attemptId)
  const enrolled = await ctx.access.attends(quiz.courseId)
  const attempt = await ctx.transact(async (tx) => {
    await lockRow(tx, 'attempt', id)
    const current = await tx.attempt.findUniqueOrThrow({ where: { id }, include: { quiz: true } })
    if (current.status !== 'IN_PROGRESS') return current
    const now = ctx.clock.now()
    const over = isOver(current, now)
    if (!over && !enrolled) return refuse('NOT_ENROLLED', 'You have no access to the course at present.', 'attemptId')
    return finishAttempt(tx, current, { now, by: over ? 'TIME_OVER' : 'LEARNER', cause: ctx.cause })
  })
  ctx.loaders.questionsByAttemptId.clear(id)
  return attempt
}
