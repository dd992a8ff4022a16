import type { SqlClient } from '@lms/kit/sql'
import type { QuestionKind } from '../../generated/prisma/enums.ts'
import type { AnswerKey, QuestionOption } from './question-kind.ts'

/** A question as it is at present: the API's `Question`. */
export interface CurrentQuestion {
  id: string
  quizId: string
  position: number
  kind: QuestionKind
  version: number
  prompt: string
  options: QuestionOption[]
  answer: AnswerKey | null
  points: number
}

/** The questions of quizzes in their order, each with its current version. */
export const currentQuestions = async (db: SqlClient, quizIds: string[]): Promise<CurrentQuestion[]> =>
  await db.$queryRaw<CurrentQuestion[]>`
    select q.id, q.quiz_id as "quizId", q.position, q.kind::text, q.version, v.prompt, v.options,
      v.answer_key as answer, v.points
    from question q join question_version v on v.question_id = q.id and v.version = q.version
    where q.quiz_id = any(${quizIds})
    order by q.quiz_id, q.position`
