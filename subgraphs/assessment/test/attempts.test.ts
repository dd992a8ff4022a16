import { attemptStarted, attemptSubmitted } from '@lms/contracts/assessment'
import { newId } from '@lms/kit/ids'
import type { SignedInViewer } from '@lms/kit/viewer'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import {
  activate,
  answerAll,
  CHOICE,
  call,
  ESSAY,
  end,
  enroll,
  NUMBER,
  publishedQuiz,
  type Seat,
  setUpClassroom,
  takeQuiz,
} from './start-assessment.ts'

const room = setUpClassroom()

async function learner(): Promise<{ learner: SignedInViewer; seat: Seat }> {
  const viewer = createViewer()
  return { learner: viewer, seat: await enroll(room.assessment, room.course.courseId, viewer) }
}

const start = (viewer: SignedInViewer, quizId: string) => call(room.assessment, viewer, 'startAttempt', { quizId })
const submit = (viewer: SignedInViewer, attemptId: string) =>
  call(room.assessment, viewer, 'submitAttempt', { attemptId })
const save = (viewer: SignedInViewer, input: Record<string, unknown>) =>
  call(room.assessment, viewer, 'saveAnswer', input)
const code = (field: string, name: string) => ({ field: ['input', ...field.split('.')], code: name })
const later = (instant: string, seconds: number) => new Date(Date.parse(instant) + seconds * 1_000).toISOString()
const inSeconds = (seconds: number) => later(room.assessment.clock.now().toISOString(), seconds)

/** What the learner sees of an attempt. */
async function read(viewer: SignedInViewer | null, id: string) {
  const query = `query ($id: ID!) { attempt(id: $id) {
    id status submittedAt endsAt sequence score { percent passed } answers { questionId answer { choices number text } points }
  } }`
  return (await room.assessment.execute(viewer, query, { id })).data.attempt
}

describe('startAttempt', () => {
  test('gives the questions without what is right, and ends after the time limit', async () => {
    const quizId = await publishedQuiz(room.assessment, room.course, { timeLimitSeconds: 600 })
    const { learner: ada } = await learner()
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
    const closesAt = inSeconds(60)
    const quizId = await publishedQuiz(room.assessment, room.course, { timeLimitSeconds: 600, closesAt })
    const { learner: ada } = await learner()
    expect((await start(ada, quizId)).attempt.endsAt).toBe(closesAt)
  })

  test('returns the attempt that is under way, unchanged, after a reload', async () => {
    const quizId = await publishedQuiz(room.assessment, room.course, { timeLimitSeconds: 600, shuffle: true })
    const { learner: ada } = await learner()
    const { attempt } = await start(ada, quizId)
    room.assessment.clock.advance(30_000)
    expect((await start(ada, quizId)).attempt).toEqual(attempt)
  })

  test('is for learners of the course, while the quiz is open, as often as allowed', async () => {
    const { learner: ada } = await learner()
    const refused = async (viewer: SignedInViewer, quizId: string) => (await start(viewer, quizId)).userErrors
    const quizId = await publishedQuiz(room.assessment, room.course)
    expect(await refused(createViewer(), quizId)).toEqual([code('quizId', 'NOT_FOUND')])
    expect(await refused(ada, newId('quiz'))).toEqual([code('quizId', 'NOT_FOUND')])
    expect(await refused(room.course.instructor, quizId)).toEqual([code('quizId', 'NOT_ENROLLED')])
    const { quiz: draft } = await call(room.assessment, room.course.instructor, 'createQuiz', {
      courseId: room.course.courseId,
      title: 'x',
    })
    expect(await refused(ada, draft.id)).toEqual([code('quizId', 'NOT_FOUND')])

    const window = { opensAt: inSeconds(60), closesAt: inSeconds(120) }
    const timed = await publishedQuiz(room.assessment, room.course, window)
    expect(await refused(ada, timed)).toEqual([code('quizId', 'NOT_OPEN')])
    room.assessment.clock.advance(61_000)
    expect(await refused(ada, timed)).toEqual([])
    room.assessment.clock.advance(60_000)
    expect(await refused(ada, timed)).toEqual([code('quizId', 'CLOSED')])

    const twice = await publishedQuiz(room.assessment, room.course, { attemptsAllowed: 2 })
    for (const number of [1, 2]) {
      const { attempt } = await start(ada, twice)
      expect(attempt.number).toBe(number)
      await submit(ada, attempt.id)
    }
    expect(await refused(ada, twice)).toEqual([code('quizId', 'NO_ATTEMPTS_LEFT')])
  })

  test('an attempt whose time ran out makes room for the next one before the sweep comes by', async () => {
    const quizId = await publishedQuiz(room.assessment, room.course, { timeLimitSeconds: 60, attemptsAllowed: 2 })
    const { learner: ada } = await learner()
    const { attempt: first } = await start(ada, quizId)
    room.assessment.clock.advance(61_000)
    const { attempt: second } = await start(ada, quizId)
    expect(second.number).toBe(2)
    expect(await read(ada, first.id)).toMatchObject({ status: 'GRADED', submittedAt: first.endsAt })
  })

  test('shuffles questions and options per attempt and loses none', async () => {
    const many = Array.from({ length: 8 }, (_, index) => ({ ...CHOICE, prompt: `Question ${index}` }))
    const quizId = await publishedQuiz(room.assessment, room.course, { shuffle: true }, many)
    const orders = new Set<string>()
    for (let round = 0; round < 5; round++) {
      const { learner: ada } = await learner()
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

describe('saveAnswer', () => {
  async function open(questions: Record<string, unknown>[] = [CHOICE, NUMBER], settings = {}) {
    const quizId = await publishedQuiz(room.assessment, room.course, settings, questions)
    const { learner: ada, seat } = await learner()
    const { attempt } = await start(ada, quizId)
    return { ada, seat, attempt, ids: attempt.questions.map(({ id }: { id: string }) => id) as string[] }
  }

  test('keeps the last answer to each question and moves the sequence on', async () => {
    const { ada, attempt, ids } = await open()
    const steps = [
      [ids[0], { choices: ['fern'] }],
      [ids[1], { number: 3 }],
      [ids[0], { choices: ['oak'] }],
    ] as const
    for (const [expectedSequence, [questionId, answer]] of steps.entries()) {
      const saved = await save(ada, { attemptId: attempt.id, questionId, answer, expectedSequence })
      expect(saved.userErrors).toEqual([])
      expect(saved.attempt.sequence).toBe(expectedSequence + 1)
    }
    expect((await read(ada, attempt.id)).answers).toMatchObject([
      { questionId: ids[0], answer: { choices: ['oak'] }, points: null },
      { questionId: ids[1], answer: { number: 3 }, points: null },
    ])
  })

  test('takes an answer back', async () => {
    const { ada, attempt, ids } = await open([CHOICE])
    const input = { attemptId: attempt.id, questionId: ids[0] }
    await save(ada, { ...input, answer: { choices: ['oak'] }, expectedSequence: 0 })
    const { attempt: taken } = await save(ada, { ...input, expectedSequence: 1 })
    expect(taken.answers).toMatchObject([{ questionId: ids[0], answer: null }])
    expect((await submit(ada, attempt.id)).attempt.score.points).toBe(0)
  })

  test('a stale tab writes nothing and gets the state that won', async () => {
    const { ada, attempt, ids } = await open()
    const input = { attemptId: attempt.id, expectedSequence: 0 }
    await save(ada, { ...input, questionId: ids[0], answer: { choices: ['oak'] } })
    const lost = await save(ada, { ...input, questionId: ids[1], answer: { number: 3 } })
    expect(lost.userErrors).toEqual([code('expectedSequence', 'OUT_OF_SEQUENCE')])
    expect(lost.attempt).toMatchObject({
      sequence: 1,
      answers: [{ questionId: ids[0], answer: { choices: ['oak'] } }],
    })
  })

  test('shows what it saved also when several saves share a request', async () => {
    const { ada, attempt, ids } = await open()
    const document = `mutation ($a: SaveAnswerInput!, $b: SaveAnswerInput!) {
      a: saveAnswer(input: $a) { attempt { answers { questionId } } }
      b: saveAnswer(input: $b) { attempt { answers { questionId } } }
    }`
    const { data } = await room.assessment.execute(ada, document, {
      a: { attemptId: attempt.id, questionId: ids[0], answer: { choices: ['oak'] }, expectedSequence: 0 },
      b: { attemptId: attempt.id, questionId: ids[1], answer: { number: 3 }, expectedSequence: 1 },
    })
    expect(data.a.attempt.answers).toHaveLength(1)
    expect(data.b.attempt.answers).toHaveLength(2)
  })

  test.each<[string, Record<string, unknown>, object | null, string, string]>([
    ['an option that does not exist', CHOICE, { choices: ['pine'] }, 'answer.choices', 'UNKNOWN_OPTION'],
    ['two options of a single choice', CHOICE, { choices: ['oak', 'fern'] }, 'answer.choices', 'TOO_BIG'],
    ['an answer of another kind', CHOICE, { number: 1 }, 'answer.choices', 'INVALID_TYPE'],
    ['nothing', NUMBER, {}, 'answer.number', 'INVALID_TYPE'],
    ['an unreasonable number', NUMBER, { number: 1e300 }, 'answer.number', 'TOO_BIG'],
    ['an empty essay', ESSAY, { text: ' ' }, 'answer.text', 'TOO_SMALL'],
    ['an endless essay', ESSAY, { text: 'x'.repeat(50_001) }, 'answer.text', 'TOO_BIG'],
    ['a text with NUL', ESSAY, { text: 'a\u0000' }, 'answer.text', 'INVALID_TEXT'],
  ])('%s is refused by field and rule', async (_what, question, answer, field, name) => {
    const { ada, attempt, ids } = await open([question])
    const refused = await save(ada, { attemptId: attempt.id, questionId: ids[0], answer, expectedSequence: 0 })
    expect(refused.attempt).toBeNull()
    expect(refused.userErrors).toContainEqual(code(field, name))
    expect((await read(ada, attempt.id)).sequence).toBe(0)
  })

  test('a foreign attempt and a foreign question look like unknown ones', async () => {
    const { ada, attempt, ids } = await open()
    const { ids: others } = await open()
    const { learner: bob } = await learner()
    const input = { attemptId: attempt.id, questionId: ids[0], answer: { choices: ['oak'] }, expectedSequence: 0 }
    for (const viewer of [bob, room.course.instructor, createViewer('ADMIN')]) {
      expect((await save(viewer, input)).userErrors).toEqual([code('attemptId', 'NOT_FOUND')])
    }
    expect((await save(ada, { ...input, attemptId: newId('attempt') })).userErrors).toEqual([
      code('attemptId', 'NOT_FOUND'),
    ])
    expect((await save(ada, { ...input, questionId: others[0] })).userErrors).toEqual([code('questionId', 'NOT_FOUND')])
  })

  test('nothing is saved from the end on, whether or not the sweep came by', async () => {
    const { ada, attempt, ids } = await open([CHOICE], { timeLimitSeconds: 60 })
    room.assessment.clock.advance(60_000)
    const input = { attemptId: attempt.id, questionId: ids[0], answer: { choices: ['oak'] }, expectedSequence: 0 }
    const refused = await save(ada, input)
    expect(refused.userErrors).toEqual([code('attemptId', 'ATTEMPT_OVER')])
    expect(refused.attempt.answers).toEqual([])
    await expect.poll(async () => (await read(ada, attempt.id)).status).toBe('GRADED')
    expect((await save(ada, input)).userErrors).toEqual([code('attemptId', 'ATTEMPT_OVER')])
    expect(await read(ada, attempt.id)).toMatchObject({ answers: [], score: { percent: 0 } })
  })

  test('while the enrolment is ended the attempt is frozen and its time runs on; afterwards it goes on', async () => {
    const { ada, seat, attempt, ids } = await open([CHOICE], { timeLimitSeconds: 600 })
    const input = { attemptId: attempt.id, questionId: ids[0], answer: { choices: ['oak'] }, expectedSequence: 0 }
    await end(room.assessment, seat, 2)
    expect((await save(ada, input)).userErrors).toEqual([code('attemptId', 'NOT_ENROLLED')])
    expect((await submit(ada, attempt.id)).userErrors).toEqual([code('attemptId', 'NOT_ENROLLED')])
    expect(await read(ada, attempt.id)).toMatchObject({ status: 'IN_PROGRESS', endsAt: attempt.endsAt })
    await activate(room.assessment, seat, 3)
    expect((await save(ada, input)).userErrors).toEqual([])
    await end(room.assessment, seat, 4)
    room.assessment.clock.advance(600_000)
    await expect.poll(async () => (await read(ada, attempt.id)).status).toBe('GRADED')
    expect(await read(ada, attempt.id)).toMatchObject({ submittedAt: attempt.endsAt, score: { percent: 100 } })
  })
})

describe('submitAttempt', () => {
  test('grades at once and says so to the other domains, once', async () => {
    const quizId = await publishedQuiz(room.assessment, room.course, { passPercent: 60 })
    const { learner: ada } = await learner()
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
    const { learner: ada } = await learner()
    const { attempt } = await start(ada, quizId)
    await answerAll(room.assessment, ada, attempt, { SINGLE_CHOICE: { choices: ['oak'] } })
    room.assessment.clock.advance(3_600_000)
    await expect.poll(async () => (await read(ada, attempt.id)).status).toBe('GRADED')
    expect(await read(ada, attempt.id)).toMatchObject({ submittedAt: attempt.endsAt, score: { percent: 66.67 } })
    const events = (await room.assessment.outbox(attemptSubmitted)).filter(({ subject }) => subject === attempt.id)
    expect(events.map(({ data }) => data.cause)).toEqual(['TIME_OVER'])
  })

  test('handing in too late counts as handed in at the end', async () => {
    const quizId = await publishedQuiz(room.assessment, room.course, { timeLimitSeconds: 60 })
    const { learner: ada } = await learner()
    const { attempt } = await start(ada, quizId)
    room.assessment.clock.advance(61_000)
    expect((await submit(ada, attempt.id)).attempt).toMatchObject({ status: 'GRADED', submittedAt: attempt.endsAt })
  })

  test('an essay waits for a person, an empty one does not', async () => {
    const quizId = await publishedQuiz(room.assessment, room.course, { attemptsAllowed: 2 }, [CHOICE, ESSAY])
    const { learner: ada } = await learner()
    const answered = await takeQuiz(room.assessment, ada, quizId, { ESSAY: { text: 'Light becomes sugar.' } })
    expect(answered).toMatchObject({ status: 'SUBMITTED', score: null })
    expect(await takeQuiz(room.assessment, ada, quizId, {})).toMatchObject({ status: 'GRADED', score: null })
  })

  test('a foreign attempt looks like an unknown one', async () => {
    const quizId = await publishedQuiz(room.assessment, room.course)
    const { learner: ada } = await learner()
    const { attempt } = await start(ada, quizId)
    const { learner: bob } = await learner()
    for (const viewer of [bob, room.course.instructor, createViewer('ADMIN')]) {
      expect(await submit(viewer, attempt.id)).toEqual({ attempt: null, userErrors: [code('attemptId', 'NOT_FOUND')] })
    }
    expect((await submit(ada, newId('attempt'))).userErrors).toEqual([code('attemptId', 'NOT_FOUND')])
  })
})
