import type { QuestionKind } from '../../generated/prisma/enums.ts'
import { QUESTION_KINDS } from './question-kinds.ts'

/** A question as it was asked, with its key as stored. */
export interface GradedQuestion {
  kind: QuestionKind
  answerKey: unknown
  points: number
}

/** Hundredths in a point: scores are whole numbers of these, rounded once per answer, half up. */
export const HUNDREDTHS = 100

/**
 * What an answer earns, in hundredths of a point; null when a person has to grade it. The same question and answer
 * always earn the same. No answer earns nothing, an essay that was not written included.
 */
export function scoreAnswer(question: GradedQuestion, answer: unknown): number | null {
  if (answer === null) return 0
  const { grade } = QUESTION_KINDS[question.kind]
  if (!grade) return null
  const { earned, outOf } = grade(question.answerKey, answer)
  // Half up in whole numbers: floor(x + 1/2) without a fraction in between.
  return Math.floor((2 * earned * question.points * HUNDREDTHS + outOf) / (2 * outOf))
}
