import { attemptSubmitted } from '@lms/contracts/assessment'
import { appendEvent } from '@lms/kit/events/append-event'
import type { EventCause } from '@lms/kit/events/event-cause'
import type { Tx } from '../../deps.ts'
import type { AttemptModel, QuizModel } from '../../generated/prisma/models.ts'
import { recordQuizGrade } from '../grading/record-quiz-grade.ts'
import { scoreAnswer } from '../questions/score-answer.ts'
import { submissionTime } from './submission-time.ts'

/**
 * Hands an attempt in and grades what can be graded by rule. The caller holds the attempt's lock and has seen, under
 * that lock, that it is in progress: so nothing is saved after this, and it happens once.
 */
export async function finishAttempt(
  tx: Tx,
  attempt: AttemptModel & { quiz: QuizModel },
  { now, by, cause }: { now: Date; by: 'LEARNER' | 'TIME_OVER'; cause: EventCause },
): Promise<AttemptModel> {
  const { id, quizId, userId, endsAt, quiz } = attempt
  const questions = await tx.attemptQuestion.findMany({
    where: { attemptId: id },
    include: { asked: { include: { question: true } } },
  })
  const awards = questions.map(({ questionId, answer, asked }) => {
    const { answerKey, points, question } = asked
    return { questionId, hundredths: scoreAnswer({ kind: question.kind, answerKey, points }, answer) }
  })
  const graded = awards.every(({ hundredths }) => hundredths !== null)
  await storeAwards(tx, id, awards)
  const saves = questions.flatMap(({ savedAt }) => savedAt ?? [])
  const lastSavedAt = saves.reduce<Date | null>((last, saved) => (last && last > saved ? last : saved), null)
  const submitted = await tx.attempt.update({
    where: { id },
    data: {
      status: graded ? 'GRADED' : 'SUBMITTED',
      submittedAt: submissionTime(now, { endsAt, lastSavedAt }),
      scoreHundredths: graded ? awards.reduce((sum, { hundredths }) => sum + (hundredths ?? 0), 0) : null,
      version: { increment: 1 },
    },
  })
  const data = { attemptId: id, quizId, courseId: quiz.courseId, userId, cause: by }
  await appendEvent(tx, attemptSubmitted, { subject: id, version: submitted.version, data, time: now, cause })
  if (graded) await recordQuizGrade(tx, submitted, { now, cause })
  return submitted
}

interface Award {
  questionId: string
  /** Null where a person has yet to grade. */
  hundredths: number | null
}

async function storeAwards(tx: Tx, attemptId: string, awards: readonly Award[]): Promise<void> {
  const given = awards.filter(({ hundredths }) => hundredths !== null)
  await tx.$executeRaw`
    update attempt_question question set awarded_hundredths = award.hundredths
    from unnest(${given.map(({ questionId }) => questionId)}::text[], ${given.map(({ hundredths }) => hundredths)}::int[])
      as award(question_id, hundredths)
    where question.attempt_id = ${attemptId} and question.question_id = award.question_id`
}
