import { refuse } from '@lms/kit/errors'
import { newId } from '@lms/kit/ids'
import { lockRow } from '@lms/kit/lock-row'
import type { Context } from '../../context.ts'
import type { QuestionKind } from '../../generated/prisma/enums.ts'
import { taughtQuiz } from '../quizzes/policy.ts'
import type { CurrentQuestion } from './current-questions.ts'
import { readQuestion, versionColumns } from './read-question.ts'

const MOST_QUESTIONS = 200

/** Adds a question at the end of a draft. Refuses NOT_FOUND, PUBLISHED and TOO_MANY_QUESTIONS. */
export async function addQuestion(
  ctx: Context,
  input: { quizId: string; kind: QuestionKind },
): Promise<CurrentQuestion> {
  const wording = readQuestion(input.kind, input)
  const { id: quizId } = await taughtQuiz(ctx, input.quizId)
  return ctx.transact(async (tx) => {
    await lockRow(tx, 'quiz', quizId)
    const quiz = await tx.quiz.findUniqueOrThrow({
      where: { id: quizId },
      include: { _count: { select: { questions: true } } },
    })
    if (quiz.publishedAt) refuse('PUBLISHED', 'The quiz is published; no question can be added.', 'quizId')
    const position = quiz._count.questions + 1
    if (position > MOST_QUESTIONS) {
      refuse('TOO_MANY_QUESTIONS', `A quiz has at most ${MOST_QUESTIONS} questions.`, 'quizId')
    }
    const question = { id: newId('question'), quizId, position, kind: input.kind, version: 1 }
    const version = { version: 1, ...versionColumns(wording), createdAt: ctx.clock.now() }
    await tx.question.create({ data: { ...question, versions: { create: version } } })
    return { ...question, ...wording }
  })
}
