import { randomInt } from 'node:crypto'
import { attemptStarted } from '@lms/contracts/assessment'
import { lockEnrollment } from '@lms/kit/course-access'
import { refuse } from '@lms/kit/errors'
import { appendEvent } from '@lms/kit/events/append-event'
import { newId } from '@lms/kit/ids'
import { signedInId } from '@lms/kit/viewer'
import type { Context, Tx } from '../../context.ts'
import type { AttemptModel, QuizModel } from '../../generated/prisma/models.ts'
import { currentQuestions } from '../questions/current-questions.ts'
import { HUNDREDTHS } from '../questions/score-answer.ts'
import { visibleQuiz } from '../quizzes/policy.ts'
import { arrangeQuestions } from './arrange-questions.ts'
import { attemptEnd, isOver } from './attempt-end.ts'
import { submitExpired } from './submit-expired.ts'

/**
 * Begins an attempt, or returns the one that is under way: however many ask at once, a learner has one.
 * Refuses NOT_FOUND, NOT_ENROLLED, NOT_OPEN, CLOSED and NO_ATTEMPTS_LEFT.
 */
export async function startAttempt(ctx: Context, quizId: string): Promise<AttemptModel> {
  const userId = signedInId(ctx.viewer)
  const quiz = await visibleQuiz(ctx, quizId)
  if (!quiz) return refuse('NOT_FOUND', 'There is no such quiz.', 'quizId')
  return ctx.transact(async (tx) => {
    if (!(await lockEnrollment(tx, quiz.courseId, userId))) {
      return refuse('NOT_ENROLLED', 'Only learners of the course take its quizzes.', 'quizId')
    }
    const open = await tx.attempt.findFirst({ where: { userId, quizId, status: 'IN_PROGRESS' } })
    if (open && !isOver(open, ctx.clock.now())) return open
    // The sweep has yet to come by.
    if (open) await submitExpired(tx, open.id, ctx)
    assertOpen(quiz, ctx.clock.now())
    const used = await tx.attempt.count({ where: { userId, quizId } })
    if (used >= quiz.attemptsAllowed) {
      return refuse('NO_ATTEMPTS_LEFT', 'There is no attempt left at this quiz.', 'quizId')
    }
    return begin(tx, ctx, { quiz, userId, number: used + 1 })
  })
}

function assertOpen({ publishedAt, opensAt, closesAt }: QuizModel, now: Date): void {
  if (!publishedAt || (opensAt && opensAt > now)) refuse('NOT_OPEN', 'The quiz is not open yet.', 'quizId')
  if (closesAt && closesAt <= now) refuse('CLOSED', 'The quiz has closed.', 'quizId')
}

async function begin(
  tx: Tx,
  { clock, cause }: Context,
  { quiz, userId, number }: { quiz: QuizModel; userId: string; number: number },
): Promise<AttemptModel> {
  const questions = await currentQuestions(tx, [quiz.id])
  const arranged = arrangeQuestions(questions, { shuffle: quiz.shuffle, randomBelow: randomInt })
  const startedAt = clock.now()
  const attempt = await tx.attempt.create({
    data: {
      id: newId('attempt'),
      quizId: quiz.id,
      userId,
      number,
      status: 'IN_PROGRESS',
      startedAt,
      endsAt: attemptEnd(quiz, startedAt),
      maximumHundredths: questions.reduce((sum, { points }) => sum + points * HUNDREDTHS, 0),
      questions: { createMany: { data: arranged } },
    },
  })
  const { id, version } = attempt
  const data = { attemptId: id, quizId: quiz.id, courseId: quiz.courseId, userId }
  await appendEvent(tx, attemptStarted, { subject: id, version, data, time: startedAt, cause })
  return attempt
}
