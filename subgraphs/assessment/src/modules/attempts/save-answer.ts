import { refuse, type UserError, userError } from '@lms/kit/errors'
import { checkInput } from '@lms/kit/input'
import { z } from 'zod'
import type { Context, Tx } from '../../context.ts'
import { Prisma } from '../../generated/prisma/client.ts'
import type { AttemptModel } from '../../generated/prisma/models.ts'
import type { GivenAnswer, QuestionOption } from '../questions/question-kind.ts'
import { QUESTION_KINDS } from '../questions/question-kinds.ts'
import { isOver } from './attempt-end.ts'
import { ownAttempt } from './policy.ts'

interface Save {
  attemptId: string
  questionId: string
  /** Null takes the answer back. */
  answer: GivenAnswer | null
  expectedSequence: number
}

/**
 * Saves an answer if the attempt has not moved on since; of several that build on the same sequence one wins.
 * Refuses NOT_FOUND, NOT_ENROLLED and answers that do not fit the question; answers OUT_OF_SEQUENCE and ATTEMPT_OVER
 * together with the attempt as it is.
 */
export async function saveAnswer(
  ctx: Context,
  input: { attemptId: string; questionId: string; answer?: unknown; expectedSequence: number },
): Promise<{ attempt: AttemptModel; userErrors: UserError[] }> {
  const { quiz } = await ownAttempt(ctx, input.attemptId)
  if (!(await ctx.access.attends(quiz.courseId))) {
    return refuse('NOT_ENROLLED', 'You have no access to the course at present.', 'attemptId')
  }
  const answer = await readAnswer(ctx, input)
  const { attemptId, questionId, expectedSequence } = input
  const now = ctx.clock.now()
  const saved = await ctx.transact((tx) => save(tx, { attemptId, questionId, answer, expectedSequence }, now))
  ctx.loaders.questionsByAttemptId.clear(attemptId)
  const attempt = await ctx.db.attempt.findUniqueOrThrow({ where: { id: attemptId } })
  return { attempt: saved ?? attempt, userErrors: saved ? [] : [whyNot(attempt, now)] }
}

async function readAnswer(
  { db }: Context,
  { attemptId, questionId, answer }: { attemptId: string; questionId: string; answer?: unknown },
): Promise<GivenAnswer | null> {
  const asked = await db.attemptQuestion.findUnique({
    where: { attemptId_questionId: { attemptId, questionId } },
    include: { asked: { include: { question: true } } },
  })
  if (!asked) return refuse('NOT_FOUND', 'This attempt does not ask such a question.', 'questionId')
  // Stored as checked when the question was written.
  const options = asked.asked.options as QuestionOption[]
  const rules = QUESTION_KINDS[asked.asked.question.kind]
  return checkInput(z.object({ answer: rules.answer(options).nullish() }), { answer }).answer ?? null
}

/** The attempt's row decides: its lock makes a save, a submission and the sweep take turns. */
async function save(tx: Tx, { attemptId, questionId, answer, expectedSequence }: Save, now: Date) {
  const [attempt] = await tx.attempt.updateManyAndReturn({
    where: {
      id: attemptId,
      status: 'IN_PROGRESS',
      sequence: expectedSequence,
      OR: [{ endsAt: null }, { endsAt: { gt: now } }],
    },
    data: { sequence: { increment: 1 } },
  })
  if (!attempt) return null
  await tx.attemptQuestion.update({
    where: { attemptId_questionId: { attemptId, questionId } },
    data: { answer: answer ?? Prisma.DbNull, savedAt: now },
  })
  return attempt
}

function whyNot(attempt: AttemptModel, now: Date): UserError {
  if (attempt.status !== 'IN_PROGRESS' || isOver(attempt, now)) {
    return userError('ATTEMPT_OVER', 'The attempt is over; nothing more can be saved.', ['input', 'attemptId'])
  }
  const message = `The attempt has moved on to sequence ${attempt.sequence}.`
  return userError('OUT_OF_SEQUENCE', message, ['input', 'expectedSequence'])
}
