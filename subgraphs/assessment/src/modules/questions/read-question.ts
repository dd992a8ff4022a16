import { checkInput, requiredText } from '@lms/kit/input'
import { z } from 'zod'
import { Prisma } from '../../generated/prisma/client.ts'
import type { QuestionKind } from '../../generated/prisma/enums.ts'
import type { QuestionContent } from './question-kind.ts'
import { QUESTION_KINDS } from './question-kinds.ts'

const Wording = z.object({
  prompt: requiredText(10_000),
  points: z.int().min(1, 'must be at least 1').max(1_000, 'must be at most 1,000'),
})

/** What one version of a question says. */
export type QuestionWording = z.infer<typeof Wording> & QuestionContent

/** Checks what an author writes for a kind of question. */
export const readQuestion = (kind: QuestionKind, input: unknown): QuestionWording =>
  checkInput(z.intersection(Wording, QUESTION_KINDS[kind].content), input)

/** A wording as the columns of a question's version. */
export const versionColumns = ({ prompt, options, answer, points }: QuestionWording) => ({
  prompt,
  options,
  answerKey: answer ?? Prisma.DbNull,
  points,
})
