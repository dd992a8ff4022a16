import { requiredText } from '@lms/kit/input'
import { z } from 'zod'
import { exactly, noOptions, type QuestionKindRules } from '../question-kind.ts'

const noKey = z
  .unknown()
  .refine((key) => key === null || key === undefined, {
    message: 'must be absent for an essay',
    params: { code: 'UNRECOGNIZED_KEYS' },
  })
  .transform(() => null)

/** A long text, graded by a person. */
export const essay: QuestionKindRules = {
  content: z.object({ options: noOptions, answer: noKey }),
  answer: () => exactly({ text: requiredText(50_000) }),
  grade: null,
}
