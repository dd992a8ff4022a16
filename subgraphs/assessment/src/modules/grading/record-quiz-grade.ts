import { newId } from '@lms/kit/ids'
import { lockRow } from '@lms/kit/lock-row'
import type { Tx } from '../../deps.ts'
import type { AttemptModel, GradeModel, QuizModel } from '../../generated/prisma/models.ts'
import { appendGradeReleased, type Occasion } from './append-grade-released.ts'
import { passes, percentOf } from './score.ts'

type Result = Pick<GradeModel, 'attemptId' | 'scoreHundredths' | 'maximumHundredths' | 'passed'>

/**
 * Brings a learner's grade in a quiz up to date after one of the attempts was graded: the best attempt counts, of equal
 * ones the first. Learners see it at once where the quiz's results are released, and the other domains hear of what
 * they see.
 */
export async function recordQuizGrade(tx: Tx, attempt: AttemptModel, occasion: Occasion): Promise<GradeModel> {
  const { quizId, userId } = attempt
  const quiz = await tx.quiz.findUniqueOrThrow({ where: { id: quizId } })
  const stored = await lockGrade(tx, quiz, attempt)
  const result = bestOf(await tx.attempt.findMany({ where: { userId, quizId, status: 'GRADED' } }), quiz)
  // A release may have reached the grade since the quiz was read. One that has not will find the grade as it is now.
  const released = quiz.gradesReleasedAt !== null || stored.releasedAt !== null
  const fresh = released && stored.releasedAt === null
  if (!fresh && isSame(stored, result)) return stored
  const grade = await tx.grade.update({
    where: { id: stored.id },
    data: { ...result, ...(fresh ? { releasedAt: occasion.now } : {}), version: { increment: 1 } },
  })
  if (released && (fresh || looksDifferent(stored, grade))) {
    await appendGradeReleased(tx, grade, quiz.title, occasion)
  }
  return grade
}

/** Two attempts of one learner may be graded at once: whoever gets the row second sees the attempt of the first. */
async function lockGrade(tx: Tx, quiz: QuizModel, attempt: AttemptModel): Promise<GradeModel> {
  const { quizId, userId } = attempt
  const first = { id: newId('grade'), courseId: quiz.courseId, userId, quizId, ...resultOf(attempt, quiz) }
  await tx.grade.createMany({ data: first, skipDuplicates: true })
  const { id } = await tx.grade.findUniqueOrThrow({ where: { userId_quizId: { userId, quizId } } })
  await lockRow(tx, 'grade', id)
  return tx.grade.findUniqueOrThrow({ where: { id } })
}

function bestOf(graded: readonly AttemptModel[], quiz: QuizModel): Result {
  const [best] = graded
    .map((attempt) => ({ number: attempt.number, ...resultOf(attempt, quiz) }))
    .toSorted((a, b) => percentOf(b) - percentOf(a) || a.number - b.number)
  if (!best) throw new Error(`No attempt at ${quiz.id} is graded`)
  const { number: _, ...result } = best
  return result
}

function resultOf({ id, scoreHundredths, maximumHundredths }: AttemptModel, { passPercent }: QuizModel): Result {
  const score = { scoreHundredths: scoreHundredths ?? 0, maximumHundredths }
  return { attemptId: id, ...score, passed: passes(score, passPercent) }
}

const isSame = (stored: GradeModel, result: Result): boolean =>
  stored.attemptId === result.attemptId && !looksDifferent(stored, result)

const looksDifferent = (before: Result, after: Result): boolean =>
  percentOf(before) !== percentOf(after) || before.passed !== after.passed
