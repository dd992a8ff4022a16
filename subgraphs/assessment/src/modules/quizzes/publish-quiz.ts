import { quizPublished } from '@lms/contracts/assessment'
import { refuse } from '@lms/kit/errors'
import { appendEvent } from '@lms/kit/events/append-event'
import { lockRow } from '@lms/kit/lock-row'
import type { Context } from '../../context.ts'
import type { GradeRelease, QuestionKind } from '../../generated/prisma/enums.ts'
import type { QuizModel } from '../../generated/prisma/models.ts'
import { taughtQuiz } from './policy.ts'

/**
 * Lets learners take a quiz; one that is published already is left as it is.
 * Refuses NOT_FOUND, NO_QUESTIONS, and CLOSED when its closing time has passed.
 */
export async function publishQuiz(ctx: Context, quizId: string): Promise<QuizModel> {
  const { id } = await taughtQuiz(ctx, quizId)
  const now = ctx.clock.now()
  return ctx.transact(async (tx) => {
    // A question that is being added at this moment either belongs to what is published or is refused.
    await lockRow(tx, 'quiz', id)
    const draft = await tx.quiz.findUniqueOrThrow({ where: { id } })
    if (draft.publishedAt) return draft
    if (draft.closesAt && draft.closesAt <= now) refuse('CLOSED', 'The quiz has closed already.', 'quizId')
    const kinds = await tx.question.groupBy({ by: 'kind', where: { quizId: id } })
    if (kinds.length === 0) refuse('NO_QUESTIONS', 'Add at least one question first.', 'quizId')
    const gradesReleased = draft.gradesReleased ?? releaseOf(kinds.map(({ kind }) => kind))
    const quiz = await tx.quiz.update({
      where: { id },
      data: {
        publishedAt: now,
        gradesReleased,
        gradesReleasedAt: gradesReleased === 'AUTOMATIC' ? now : null,
        version: { increment: 1 },
      },
    })
    const { courseId, title, version } = quiz
    const data = { quizId: id, courseId, title }
    await appendEvent(tx, quizPublished, { subject: id, version, data, time: now, cause: ctx.cause })
    return quiz
  })
}

/** Results show by themselves where no person grades. */
const releaseOf = (kinds: QuestionKind[]): GradeRelease => (kinds.includes('ESSAY') ? 'MANUAL' : 'AUTOMATIC')
