import type { ApiClient } from '../api-client.ts'

interface Question {
  id: string
  prompt: string
}

/** Starts an attempt, saves an answer to every question, and hands it in; returns the attempt's id. */
export async function takeQuiz(
  learner: ApiClient,
  quizId: string,
  answerTo: (prompt: string) => object,
): Promise<string> {
  const { attempt } = await learner.mutate(
    'startAttempt',
    { quizId },
    'attempt { id sequence questions { id prompt } }',
  )
  let expectedSequence: number = attempt.sequence
  for (const { id: questionId, prompt } of attempt.questions as Question[]) {
    const input = { attemptId: attempt.id, questionId, answer: answerTo(prompt), expectedSequence }
    const saved = await learner.mutate('saveAnswer', input, 'attempt { sequence }')
    expectedSequence = saved.attempt.sequence
  }
  await learner.mutate('submitAttempt', { attemptId: attempt.id }, 'attempt { status }')
  return attempt.id
}
