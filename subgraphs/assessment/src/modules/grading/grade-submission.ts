import { refuse, type UserError } from '@lms/kit/errors'
import { checkInput, idText, optionalText } from '@lms/kit/input'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { AttemptModel, GradeModel, SubmissionModel } from '../../generated/prisma/models.ts'
import { HUNDREDTHS } from '../questions/score-answer.ts'
import { gradeEssay } from './grade-essay.ts'
import { gradeWork } from './grade-work.ts'

const GradeSubmissionInput = z
  .object({
    attemptId: idText.nullish(),
    questionId: idText.nullish(),
    submissionId: idText.nullish(),
    points: z
      .number()
      .min(0, 'must not be negative')
      .refine((points) => Number(points.toFixed(2)) === points, {
        message: 'must have at most two decimals',
        params: { code: 'TOO_FINE' },
      }),
    feedback: optionalText(10_000),
    expectedVersion: z.int(),
  })
  .refine(({ attemptId, submissionId }) => Boolean(attemptId) !== Boolean(submissionId), {
    path: ['attemptId'],
    message: 'give either attemptId or submissionId',
    params: { code: 'EITHER_OR' },
  })

/** What a grader says of a piece of work. */
export interface Grading {
  hundredths: number
  feedback: string | null
  expectedVersion: number
  graderId: string
}

/** A grading's outcome: the work as graded, or on CONFLICT as it is; the grade once there is one. */
export type GradingOutcome<Work> = Work & { grade: GradeModel | null; userErrors: UserError[] }

/**
 * Grades an essay of an attempt, or a submission. Refuses NOT_FOUND, NOT_SUBMITTED, TOO_BIG and questions that no person
 * grades; answers CONFLICT together with the work as it is when it changed meanwhile.
 */
export async function gradeSubmission(
  ctx: Context,
  input: unknown,
): Promise<GradingOutcome<{ attempt: AttemptModel } | { submission: SubmissionModel }>> {
  const { attemptId, questionId, submissionId, points, ...rest } = checkInput(GradeSubmissionInput, input)
  const grading = { ...rest, hundredths: Math.round(points * HUNDREDTHS), graderId: signedInId(ctx.viewer) }
  if (attemptId) return gradeEssay(ctx, { attemptId, questionId: questionId ?? null }, grading)
  if (submissionId) return gradeWork(ctx, submissionId, grading)
  return refuse('EITHER_OR', 'Give either attemptId or submissionId.', 'attemptId')
}
