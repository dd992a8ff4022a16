import { z } from 'zod'

/** Something to choose. */
export type QuestionOption = { key: string; text: string }

/** What is right, as stored. */
export type AnswerKey =
  | { choices: string[] }
  | { trueFalse: boolean }
  | { number: number; tolerance: number }
  | { texts: string[] }

/** What a learner answered, as stored. */
export type GivenAnswer = { choices: string[] } | { trueFalse: boolean } | { number: number } | { text: string }

/** What an author writes besides the prompt and the points. */
export type QuestionContent = { options: QuestionOption[]; answer: AnswerKey | null }

/** A part of a question's points: `earned / outOf`, both whole numbers. */
export interface Share {
  earned: number
  outOf: number
}

export const ALL: Share = { earned: 1, outOf: 1 }
export const NOTHING: Share = { earned: 0, outOf: 1 }

/** What tells one kind of question from the others. */
export interface QuestionKindRules {
  /** Checks what an author writes. */
  readonly content: z.ZodType<QuestionContent>
  /** Checks an answer to a question that has these options. */
  readonly answer: (options: readonly QuestionOption[]) => z.ZodType<GivenAnswer>
  /** What an answer earns by the key, both as stored; null for a kind that a person grades. */
  readonly grade: ((key: unknown, answer: unknown) => Share) | null
}

/** Declares a kind that is graded by rule. Stored keys and answers are read by their schemas, so that the rule is typed. */
export function gradedKind<Key extends AnswerKey, Answer extends GivenAnswer>(kind: {
  content: z.ZodType<QuestionContent>
  key: z.ZodType<Key>
  given: z.ZodType<Answer>
  answer: (options: readonly QuestionOption[]) => z.ZodType<Answer>
  grade: (key: Key, answer: Answer) => Share
}): QuestionKindRules {
  return {
    content: kind.content,
    answer: kind.answer,
    grade: (key, answer) => kind.grade(kind.key.parse(key), kind.given.parse(answer)),
  }
}

/** Exactly these fields, null and absent being the same, as one of several alternatives in an input object. */
export const exactly = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.preprocess(withoutNulls, z.strictObject(shape, { error: describeShape(Object.keys(shape)) }))

const describeShape = (fields: string[]) => () => `must have ${fields.join(' and ')}, and nothing else`

function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null && field !== undefined))
}

/** The options of a kind that has none. */
export const noOptions = z
  .array(z.unknown())
  .max(0, 'must be absent for this kind of question')
  .nullish()
  .transform((): QuestionOption[] => [])
