import { refuse, type UserError, userError } from '@lms/kit/errors'
import { lockRow } from '@lms/kit/lock-row'
import type { Context } from '../../context.ts'
import { type CurrentQuestion, currentQuestions } from './current-questions.ts'
import { readQuestion, versionColumns } from './read-question.ts'

/**
 * Gives a question a new version; attempts that have begun keep theirs. Refuses NOT_FOUND; answers CONFLICT together
 * with the question as it is when somebody else changed it first.
 */
export async function updateQuestion(
  ctx: Context,
  input: { questionId: string; expectedVersion: number },
): Promise<{ question: CurrentQuestion; userErrors: UserError[] }> {
  const { db, access, clock } = ctx
  const found = await db.question.findUnique({ where: { id: input.questionId }, include: { quiz: true } })
  if (!found || !(await access.teaches(found.quiz.courseId))) {
    return refuse('NOT_FOUND', 'There is no such question.', 'questionId')
  }
  const { id, quizId, position, kind } = found
  const wording = readQuestion(kind, input)
  return ctx.transact(async (tx) => {
    await lockRow(tx, 'question', id)
    const current = (await currentQuestions(tx, [quizId])).find((question) => question.id === id)
    if (!current) return refuse('NOT_FOUND', 'There is no such question.', 'questionId')
    if (current.version !== input.expectedVersion) {
      const message = `The question is at version ${current.version}.`
      return { question: current, userErrors: [userError('CONFLICT', message, ['input', 'expectedVersion'])] }
    }
    const version = current.version + 1
    await tx.question.update({ where: { id }, data: { version } })
    const columns = { questionId: id, version, ...versionColumns(wording), createdAt: clock.now() }
    await tx.questionVersion.create({ data: columns })
    return { question: { id, quizId, position, kind, version, ...wording }, userErrors: [] }
  })
}
