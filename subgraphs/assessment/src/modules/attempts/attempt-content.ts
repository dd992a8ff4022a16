import type { Context } from '../../context.ts'
import type { AttemptModel } from '../../generated/prisma/models.ts'
import type { GivenAnswer, QuestionOption } from '../questions/question-kind.ts'
import { HUNDREDTHS } from '../questions/score-answer.ts'
import { seesResults } from './policy.ts'

/** What an attempt asks, in its own order, without what is right. */
export async function attemptQuestions({ loaders }: Context, attempt: AttemptModel) {
  const questions = await loaders.questionsByAttemptId.load(attempt.id)
  return questions.map(({ questionId, questionVersion, position, optionOrder, asked }) => {
    // Stored as checked when the question was written.
    const options = asked.options as QuestionOption[]
    return {
      id: questionId,
      version: questionVersion,
      position,
      kind: asked.question.kind,
      prompt: asked.prompt,
      options: optionOrder.flatMap((key) => options.find((option) => option.key === key) ?? []),
      points: asked.points,
    }
  })
}

/** What was answered, in the order of the questions; what it earned only where the viewer may see that. */
export async function attemptAnswers(ctx: Context, attempt: AttemptModel) {
  const questions = await ctx.loaders.questionsByAttemptId.load(attempt.id)
  const results = await seesResults(ctx, attempt)
  return questions
    .filter(({ savedAt, gradedById }) => savedAt !== null || (results && gradedById !== null))
    .map(({ questionId, answer, savedAt, awardedHundredths, feedback, gradedById }) => ({
      questionId,
      // Stored as checked when it was saved.
      answer: answer as GivenAnswer | null,
      savedAt,
      points: results && awardedHundredths !== null ? awardedHundredths / HUNDREDTHS : null,
      feedback: results ? feedback : null,
      gradedBy: results && gradedById !== null ? { id: gradedById } : null,
    }))
}
