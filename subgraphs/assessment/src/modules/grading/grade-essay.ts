import { refuse } from '@lms/kit/errors'
import { lockRow } from '@lms/kit/lock-row'
import type { Context, Tx } from '../../context.ts'
import type { AttemptModel } from '../../generated/prisma/models.ts'
import type { Grading, GradingOutcome } from './grade-submission.ts'
import { assertAtMost, conflict } from './grading-checks.ts'
import { recordQuizGrade } from './record-quiz-grade.ts'

interface Essay {
  attemptId: string
  /** Null: the only essay of the attempt. */
  questionId: string | null
}

/** Grades one essay; with the last one the whole attempt is graded. */
export async function gradeEssay(
  ctx: Context,
  { attemptId, questionId }: Essay,
  grading: Grading,
): Promise<GradingOutcome<{ attempt: AttemptModel }>> {
  const found = await ctx.db.attempt.findUnique({ where: { id: attemptId }, include: { quiz: true } })
  if (!found || !(await ctx.access.teaches(found.quiz.courseId))) {
    return refuse('NOT_FOUND', 'There is no such attempt.', 'attemptId')
  }
  const outcome = await ctx.transact(async (tx) => {
    await lockRow(tx, 'attempt', attemptId)
    const current = await tx.attempt.findUniqueOrThrow({ where: { id: attemptId } })
    if (current.status === 'IN_PROGRESS') refuse('NOT_SUBMITTED', 'The attempt is still under way.', 'attemptId')
    if (current.version !== grading.expectedVersion) {
      return { attempt: current, grade: null, userErrors: [conflict(current.version)] }
    }
    await awardEssay(tx, { attemptId, questionId }, grading)
    const attempt = await addUp(tx, attemptId)
    const occasion = { now: ctx.clock.now(), cause: ctx.cause }
    const grade = attempt.status === 'GRADED' ? await recordQuizGrade(tx, attempt, occasion) : null
    return { attempt, grade, userErrors: [] }
  })
  ctx.loaders.questionsByAttemptId.clear(attemptId)
  return outcome
}

async function awardEssay(tx: Tx, { attemptId, questionId }: Essay, grading: Grading): Promise<void> {
  const essays = await tx.attemptQuestion.findMany({
    where: { attemptId, asked: { question: { kind: 'ESSAY' } } },
    include: { asked: true },
  })
  if (questionId === null && essays.length > 1) {
    refuse('REQUIRED', 'The attempt has several essays; say which one is graded.', 'questionId')
  }
  const essay = essays.find((candidate) => questionId === null || candidate.questionId === questionId)
  if (!essay) return refuse('NOT_FOUND', 'The attempt has no such essay.', 'questionId')
  assertAtMost(grading.hundredths, essay.asked.points)
  await tx.attemptQuestion.update({
    where: { attemptId_questionId: { attemptId, questionId: essay.questionId } },
    data: { awardedHundredths: grading.hundredths, feedback: grading.feedback, gradedById: grading.graderId },
  })
}

/** The attempt's score is there once nothing waits to be graded. */
async function addUp(tx: Tx, attemptId: string): Promise<AttemptModel> {
  const questions = await tx.attemptQuestion.findMany({ where: { attemptId } })
  const graded = questions.every(({ awardedHundredths }) => awardedHundredths !== null)
  return tx.attempt.update({
    where: { id: attemptId },
    data: {
      ...(graded
        ? {
            status: 'GRADED',
            scoreHundredths: questions.reduce((sum, { awardedHundredths }) => sum + (awardedHundredths ?? 0), 0),
          }
        : {}),
      version: { increment: 1 },
    },
  })
}
