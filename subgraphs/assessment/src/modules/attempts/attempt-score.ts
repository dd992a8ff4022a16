import type { Context } from '../../context.ts'
import type { AttemptModel } from '../../generated/prisma/models.ts'
import { passes, type Score, scoreOf } from '../grading/score.ts'
import { quizOf, seesResults } from './policy.ts'

/** What an attempt earned; null until everything is graded, and until the viewer may see it. */
export async function attemptScore(ctx: Context, attempt: AttemptModel): Promise<Score | null> {
  const { scoreHundredths, maximumHundredths } = attempt
  if (scoreHundredths === null || !(await seesResults(ctx, attempt))) return null
  const { passPercent } = await quizOf(ctx, attempt)
  const result = { scoreHundredths, maximumHundredths }
  return scoreOf(result, passes(result, passPercent))
}
