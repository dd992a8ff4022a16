import { z } from 'zod'
import { ALL, exactly, gradedKind, NOTHING, noOptions } from '../question-kind.ts'

const given = z.object({ trueFalse: z.boolean() })
const statement = exactly({ trueFalse: z.boolean('is required') })

/** A statement that is true or false: right or nothing. */
export const trueFalse = gradedKind({
  content: z.object({ options: noOptions, answer: statement }),
  key: given,
  given,
  answer: () => statement,
  grade: (key, answer) => (answer.trueFalse === key.trueFalse ? ALL : NOTHING),
})
