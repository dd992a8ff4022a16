import { assertTaught } from '@lms/kit/course-access'
import { newId } from '@lms/kit/ids'
import { checkInput, futureInstant, idText, requiredText } from '@lms/kit/input'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { QuizModel } from '../../generated/prisma/models.ts'

const WEEK_SECONDS = 7 * 24 * 60 * 60

const CreateQuizInput = (now: Date) =>
  z
    .object({
      courseId: idText,
      title: requiredText(200),
      timeLimitSeconds: z
        .int()
        .min(10, 'must be at least 10 seconds')
        .max(WEEK_SECONDS, 'must be at most 7 days')
        .nullish()
        .transform((seconds) => seconds ?? null),
      attemptsAllowed: z
        .int()
        .min(1, 'must be at least 1')
        .max(100, 'must be at most 100')
        .nullish()
        .transform((attempts) => attempts ?? 1),
      opensAt: z
        .date()
        .nullish()
        .transform((instant) => instant ?? null),
      closesAt: futureInstant(now)
        .nullish()
        .transform((instant) => instant ?? null),
      shuffle: z
        .boolean()
        .nullish()
        .transform((shuffle) => shuffle ?? false),
      passPercent,
      gradesReleased: z
        .enum(['AUTOMATIC', 'MANUAL'])
        .nullish()
        .transform((release) => release ?? null),
    })
    .refine(({ opensAt, closesAt }) => !opensAt || !closesAt || closesAt > opensAt, {
      path: ['closesAt'],
      message: 'must be after opensAt',
      params: { code: 'BEFORE_OPENING' },
    })

/** Share of the points that passes; half of them when absent. */
export const passPercent = z
  .int()
  .min(0, 'must be at least 0')
  .max(100, 'must be at most 100')
  .nullish()
  .transform((percent) => percent ?? 50)

/** Begins a quiz as a draft. Refuses NOT_FOUND for a course that the viewer does not teach. */
export async function createQuiz(ctx: Context, input: unknown): Promise<QuizModel> {
  const now = ctx.clock.now()
  const quiz = checkInput(CreateQuizInput(now), input)
  await assertTaught(ctx.access, quiz.courseId)
  return ctx.db.quiz.create({ data: { id: newId('quiz'), ...quiz, createdAt: now } })
}
