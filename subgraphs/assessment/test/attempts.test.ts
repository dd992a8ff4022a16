import { attemptStarted, attemptSubmitted } from '@lms/contracts/assessment'
import { newId } from '@lms/kit/ids'
import type { SignedInViewer } from '@lms/kit/viewer'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import {
  answerAll,
  CHOICE,
  call,
  ESSAY,
  inSeconds,
  NUMBER,
  newLearner,
  publishedQuiz,
  readAttempt,
  refusal,
  setUpClassroom,
  takeQuiz,
} from './start-assessment.ts'

const room = setUpClassroom()

const start = (viewer: SignedInViewer, quizId: string) => call(room.assessment, viewer, 'startAttempt', { quizId })
const submit = (viewer: SignedInViewer, attemptId: string) =>
  call(room.assessment, viewer, 'submitAttempt', { attemptId })
const later = (instant: string, seconds: number) => new Date(Date.parse(instant) + seconds * 1_000).toISOString()

describe('startAttempt', () => {
  test('gives the questions without what is right, and ends after the time limit', async () => {
    const quizId = await publishedQuiz(room.assessment, room.course, { timeLimitSeconds: 600 })
    const ada = await newLearner(room)
    const { attempt, userErrors } = await start(ada, quizId)
    expect(userErrors).toEqual([])
    expect(attempt).toMatchObject({ number: 1, status: 'IN_PROGRESS', sequence: 0, version: 1 })
    expect(attempt.endsAt).toBe(later(attempt.startedAt, 600))
    expect(attempt.questions).toMatchObject([
      { kind: 'SINGLE_CHOICE', prompt: CHOICE.prompt, points: 2, options: CHOICE.options },
      { kind: 'NUMERIC', prompt: NUMBER.prompt, points: 1, options: [] },
    ])
    const events = await room.assessment.outbox(attemptStarted)
    const data = { attemptId: attempt.id, quizId, courseId: room.course.courseId, userId: ada.id }
    expect(events.find(({ subject }) => subject === attempt.id)?.data).toEqual(data)
  })

  test('ends when the quiz closes if that comes first', async () => {
    const closesAt = inSeconds(room, 60)
    const quizId = await publishedQuiz(room.assessment, room.course, { timeLimitSeconds: 600, closesAt })
    const ada = await newLearner(room)
    expect((await start(ada, quizId)).attempt.endsAt).toBe(closesAt)
  })

  test('returns the attempt that is under way, unchanged, after a reload', async () => {
    const quizId = await publishedQuiz(room.assessment, room.course, { timeLimitSeconds: 600, shuffle: true })
    const ada = await newLearner(room)
    const { attempt } = await start(ada, quizId)
    room.assessment.clock.advance(30_000)
    expect((await start(ada, quizId)).attempt).toEqual(attempt)
  })

  test('is for learners of the course, while the quiz is open, as often as allowed', async () => {
    const ada = await newLearner(room)
    const refused = async (viewer: SignedInViewer, quizId: string) => (await start(viewer, quizId)).userErrors
    const quizId = await publishedQuiz(room.assessment, room.course)
    expect(await refused(createViewer(), quizId)).toEqual([refusal('quizId', 'NOT_FOUND')])
    expect(await refused(ada, newId('quiz'))).toEqual([refusal('quizId', 'NOT_FOUND')])
    expect(await refused(room.course.instructor, quizId)).toEqual([refusal('quizId', 'NOT_ENROLLED')])
    const { quiz: draft } = await call(room.assessment, room.course.instructor, 'createQuiz', {
      courseId: room.course.courseId,
      title: 'x',
    })
    expect(await refused(ada, draft.id)).toEqual([refusal('quizId', 'NOT_FOUND')])

    const window = { opensAt: inSeconds(room, 60), closesAt: inSeconds(room, 120) }
    const timed = await publishedQuiz(room.assessment, room.course, window)
    expect(await refused(ada, timed)).toEqual([refusal('quizId', 'NOT_OPEN')])
    room.assessment.clock.advance(61_000)
    expect(await refused(ada, timed)).toEqual([])
    room.assessment.clock.advance(60_000)
    expect(await refused(ada, timed)).toEqual([refusal('quizId', 'CLOSED')])

    const twice = await publishedQuiz(room.assessment, room.course, { attemptsAllowed: 2 })
    for (const number of [1, 2]) {
      const { attempt } = await start(ada, twice)
      expect(attempt.number).toBe(number)
      await submit(ada, attempt.id)
    }
    expect(await refused(ada, twice)).toEqual([refusal('quizId', 'NO_ATTEMPTS_LEFT')])
  })

  test('an attempt whose time ran out makes room for the next one before the sweep comes by', async () => {
    const quizId = await publishedQuiz(room.assessment, room.course, { timeLimitSeconds: 60, attemptsAllowed: 2 })
    const ada = await newLearner(room)
    const { attempt: first } = await start(ada, quizId)
    room.assessment.clock.advance(61_000)
    const { attempt: second } = await start(ada, quizId)
    expect(second.number).toBe(2)
    expect(await readAttempt(room.assessment, ada, first.id)).toMatchObject({
      status: 'GRADED',
      submittedAt: first.endsAt,
    })
  })

  test('shuffles questions and options per attempt and loses none', async () => {
    const many = Array.from({ length: 8 }, (_, index) => ({ ...CHOICE, prompt: `Question ${index}` }))
    const quizId = await publishedQuiz(room.assessment, room.course, { shuffle: true }, many)
    const orders = new Set<string>()
    for (let round = 0; round < 5; round++) {
      const ada = await newLearner(room)
      const { questions } = (await start(ada, quizId)).attempt
      const prompts = questions.map(({ prompt }: { prompt: string }) => prompt)
      expect(prompts.toSorted()).toEqual(many.map(({ prompt }) => prompt))
      for (const { options } of questions) {
        expect(options.map(({ key }: { key: string }) => key).toSorted()).toEqual(['fern', 'moss', 'oak'])
      }
      orders.add(prompts.join())
    }
    expect(orders.size).toBeGreaterThan(1)
  })
})

describe('submitAttempt', () => {
  test('grades at once and says so to the other domains, once', async () => {
    const quizId = await publishedQuiz(room.assessment, room.course, { passPercent: 60 })
    const ada = await newLearner(room)
    const { attempt } = await start(ada, quizId)
    await answerAll(room.assessment, ada, attempt, { SINGLE_CHOICE: { choices: ['oak'] }, NUMERIC: { number: 4 } })
    const { attempt: submitted, userErrors } = await submit(ada, attempt.id)
    expect(userErrors).toEqual([])
    expect(submitted).toMatchObject({
      status: 'GRADED',
      version: 2,
      score: { points: 2, maximumPoints: 3, percent: 66.67, passed: true },
    })
    room.assessment.clock.advance(1_000)
    expect((await submit(ada, attempt.id)).attempt).toEqual(submitted)
    const events = (await room.assessment.outbox(attemptSubmitted)).filter(({ subject }) => subject === attempt.id)
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({ aggregateversion: 2, data: { quizId, userId: ada.id, cause: 'LEARNER' } })
  })

  test('an attempt that is never handed in ends at its end', async () => {
    const quizId = await publishedQuiz(room.assessment, room.course, { timeLimitSeconds: 60 })
    const ada = await newLearner(room)
    const { attempt } = await start(ada, quizId)
    await answerAll(room.assessment, ada, attempt, { SINGLE_CHOICE: { choices: ['oak'] } })
    room.assessment.clock.advance(3_600_000)
    await expect.poll(async () => (await readAttempt(room.assessment, ada, attempt.id)).status).toBe('GRADED')
    expect(await readAttempt(room.assessment, ada, attempt.id)).toMatchObject({
      submittedAt: attempt.endsAt,
      score: { percent: 66.67 },
    })
    const events = (await room.assessment.outbox(attemptSubmitted)).filter(({ subject }) => subject === attempt.id)
    expect(events.map(({ data }) => data.cause)).toEqual(['TIME_OVER'])
  })

  test('handing in too late counts as handed in at the end', async () => {
    const quizId = await publishedQuiz(room.assessment, room.course, { timeLimitSeconds: 60 })
    const ada = await newLearner(room)
    const { attempt } = await start(ada, quizId)
    room.assessment.clock.advance(61_000)
    expect((await submit(ada, attempt.id)).attempt).toMatchObject({ status: 'GRADED', submittedAt: attempt.endsAt })
  })

  test('an essay waits for a person, an empty one does not', async () => {
    const quizId = await publishedQuiz(room.assessment, room.course, { attemptsAllowed: 2 }, [CHOICE, ESSAY])
    const ada = await newLearner(room)
    const answered = await takeQuiz(room.assessment, ada, quizId, { ESSAY: { text: 'Light becomes sugar.' } })
    expect(answered).toMatchObject({ status: 'SUBMITTED', score: null })
    expect(await takeQuiz(room.assessment, ada, quizId, {})).toMatchObject({ status: 'GRADED', score: null })
  })

  test('a foreign attempt looks like an unknown one', async () => {
    const quizId = await publishedQuiz(room.assessment, room.course)
    const ada = await newLearner(room)
    const { attempt } = await start(ada, quizId)
    const bob = await newLearner(room)
    for (const viewer of [bob, room.course.instructor, createViewer('ADMIN')]) {
      expect(await submit(viewer, attempt.id)).toEqual({
        attempt: null,
        userErrors: [refusal('attemptId', 'NOT_FOUND')],
      })
    }
    expect((await submit(ada, newId('attempt'))).userErrors).toEqual([refusal('attemptId', 'NOT_FOUND')])
  })
})
