import { requiredText } from '@lms/kit/input'
import { z } from 'zod'
import { exactly, noOptions, type QuestionKindRules } from '../question-kind.ts'

const noKey = z
  .null('must be absent for an essay')
  .optional()
  .transform(() => null)

/** A long text, graded by a person. */
export const essay: QuestionKindRules = {
  content: z.object({ options: noOptions, answer: noKey }),
  answer: () => exactly({ text: requiredText(50_000) }),
  grade: null,
}
