import { attemptStarted, attemptSubmitted, gradeReleased } from '@lms/contracts/assessment'
import type { SignedInViewer } from '@lms/kit/viewer'
import { expect, test } from 'vitest'
import { call, newLearner, publishedQuiz, setUpClassroom } from './start-assessment.ts'

const room = setUpClassroom()

const start = (learner: SignedInViewer, quizId: string) => call(room.assessment, learner, 'startAttempt', { quizId })

test('fifty starts at once make one attempt, and all of them get it', async () => {
  const quizId = await publishedQuiz(room.assessment, room.course, { attemptsAllowed: 3, shuffle: true })
  const learner = await newLearner(room)
  const answers = await Promise.all(Array.from({ length: 50 }, () => start(learner, quizId)))
  expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([])
  const [first] = answers
  for (const { attempt } of answers) expect(attempt).toEqual(first.attempt)
  const events = (await room.assessment.outbox(attemptStarted)).filter(({ data }) => data.userId === learner.id)
  expect(events).toHaveLength(1)
})

test('twenty learners who start at once get an attempt each', async () => {
  const quizId = await publishedQuiz(room.assessment, room.course)
  const learners = await Promise.all(Array.from({ length: 20 }, () => newLearner(room)))
  const answers = await Promise.all(learners.map((learner) => start(learner, quizId)))
  expect(new Set(answers.map(({ attempt }) => attempt.id)).size).toBe(20)
})

test('starting and handing in at once never takes more attempts than are allowed', async () => {
  const quizId = await publishedQuiz(room.assessment, room.course, { attemptsAllowed: 3 })
  const learner = await newLearner(room)
  const codes: string[] = []
  const tries = Array.from({ length: 12 }, async () => {
    for (let round = 0; round < 4; round++) {
      const { attempt, userErrors } = await start(learner, quizId)
      codes.push(...userErrors.map(({ code }: { code: string }) => code))
      if (attempt) await call(room.assessment, learner, 'submitAttempt', { attemptId: attempt.id })
    }
  })
  await Promise.all(tries)
  expect(new Set(codes)).toEqual(new Set(['NO_ATTEMPTS_LEFT']))
  const rows = await room.assessment.database.query<{ number: number }>(
    'select number from attempt where user_id = $1 order by number',
    [learner.id],
  )
  expect(rows.map(({ number }) => number)).toEqual([1, 2, 3])
})

test('of saves that build on the same sequence exactly one wins', async () => {
  const quizId = await publishedQuiz(room.assessment, room.course)
  const learner = await newLearner(room)
  const { attempt } = await start(learner, quizId)
  const [choice] = attempt.questions
  const keys = ['oak', 'fern', 'moss']
  const saves = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const key = keys[index % 3]
      const input = { attemptId: attempt.id, questionId: choice.id, answer: { choices: [key] }, expectedSequence: 0 }
      return { key, ...(await call(room.assessment, learner, 'saveAnswer', input)) }
    }),
  )
  const won = saves.filter(({ userErrors }) => userErrors.length === 0)
  expect(won).toHaveLength(1)
  for (const { attempt: seen } of saves) {
    expect(seen.sequence).toBe(1)
    expect(seen.answers[0].answer.choices).toEqual([won[0]?.key])
  }
})

test('submissions at once hand in once', async () => {
  const quizId = await publishedQuiz(room.assessment, room.course)
  const learner = await newLearner(room)
  const { attempt } = await start(learner, quizId)
  const submit = () => call(room.assessment, learner, 'submitAttempt', { attemptId: attempt.id })
  const answers = await Promise.all(Array.from({ length: 20 }, submit))
  for (const answer of answers) expect(answer).toEqual(answers[0])
  const subjects = async (definition: typeof attemptSubmitted | typeof gradeReleased) =>
    (await room.assessment.outbox(definition)).filter(({ data }) => data.userId === learner.id)
  expect(await subjects(attemptSubmitted)).toHaveLength(1)
  expect(await subjects(gradeReleased)).toHaveLength(1)
})

test('an attempt whose time ran out is handed in once, whoever notices first', async () => {
  const quizId = await publishedQuiz(room.assessment, room.course, { attemptsAllowed: 2, timeLimitSeconds: 60 })
  const learners = await Promise.all(Array.from({ length: 6 }, () => newLearner(room)))
  const attempts = await Promise.all(learners.map(async (learner) => (await start(learner, quizId)).attempt))
  room.assessment.clock.advance(60_000)
  await Promise.all(
    learners.flatMap((learner, index) =>
      Array.from({ length: 6 }, (_, turn) =>
        turn % 2
          ? start(learner, quizId)
          : call(room.assessment, learner, 'submitAttempt', { attemptId: attempts[index].id }),
      ),
    ),
  )
  const submitted = (await room.assessment.outbox(attemptSubmitted)).filter(({ data }) => data.quizId === quizId)
  expect(submitted.map(({ subject }) => subject).toSorted()).toEqual(attempts.map(({ id }) => id).toSorted())
})
