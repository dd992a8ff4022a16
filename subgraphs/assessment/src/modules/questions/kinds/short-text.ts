import { requiredText } from '@lms/kit/input'
import { z } from 'zod'
import { ALL, exactly, gradedKind, NOTHING, noOptions } from '../question-kind.ts'

const texts = z
  .array(requiredText(1_000), 'is required')
  .min(1, 'must hold at least one text')
  .max(20, 'must hold at most 20 texts')

/** What does not count: the case, the width of characters (Unicode NFKC), and how much white space there is. */
const normalised = (text: string) => text.normalize('NFKC').trim().replaceAll(/\s+/gu, ' ').toLowerCase()

/** A short text: right when it is one of the accepted ones, else nothing. */
export const shortText = gradedKind({
  content: z.object({ options: noOptions, answer: exactly({ texts }) }),
  key: z.object({ texts: z.array(z.string()) }),
  given: z.object({ text: z.string() }),
  answer: () => exactly({ text: requiredText(1_000) }),
  grade: (key, { text }) => (key.texts.some((accepted) => normalised(accepted) === normalised(text)) ? ALL : NOTHING),
})
