import { newId } from '@lms/kit/ids'
import type { SignedInViewer } from '@lms/kit/viewer'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import {
  activate,
  CHOICE,
  call,
  ESSAY,
  end,
  enroll,
  NUMBER,
  newLearner,
  publishedQuiz,
  readAttempt,
  refusal,
  setUpClassroom,
} from './start-assessment.ts'

const room = setUpClassroom()

const submit = (viewer: SignedInViewer, attemptId: string) =>
  call(room.assessment, viewer, 'submitAttempt', { attemptId })
const save = (viewer: SignedInViewer, input: Record<string, unknown>) =>
  call(room.assessment, viewer, 'saveAnswer', input)

describe('saveAnswer', () => {
  async function open(questions: Record<string, unknown>[] = [CHOICE, NUMBER], settings = {}) {
    const quizId = await publishedQuiz(room.assessment, room.course, settings, questions)
    const ada = createViewer()
    const seat = await enroll(room.assessment, room.course.courseId, ada)
    const { attempt } = await call(room.assessment, ada, 'startAttempt', { quizId })
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
    expect((await readAttempt(room.assessment, ada, attempt.id)).answers).toMatchObject([
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
    expect(lost.userErrors).toEqual([refusal('expectedSequence', 'OUT_OF_SEQUENCE')])
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
    expect(refused.userErrors).toContainEqual(refusal(field, name))
    expect((await readAttempt(room.assessment, ada, attempt.id)).sequence).toBe(0)
  })

  test('a foreign attempt and a foreign question look like unknown ones', async () => {
    const { ada, attempt, ids } = await open()
    const { ids: others } = await open()
    const bob = await newLearner(room)
    const input = { attemptId: attempt.id, questionId: ids[0], answer: { choices: ['oak'] }, expectedSequence: 0 }
    for (const viewer of [bob, room.course.instructor, createViewer('ADMIN')]) {
      expect((await save(viewer, input)).userErrors).toEqual([refusal('attemptId', 'NOT_FOUND')])
    }
    expect((await save(ada, { ...input, attemptId: newId('attempt') })).userErrors).toEqual([
      refusal('attemptId', 'NOT_FOUND'),
    ])
    expect((await save(ada, { ...input, questionId: others[0] })).userErrors).toEqual([
      refusal('questionId', 'NOT_FOUND'),
    ])
  })

  test('nothing is saved from the end on, whether or not the sweep came by', async () => {
    const { ada, attempt, ids } = await open([CHOICE], { timeLimitSeconds: 60 })
    room.assessment.clock.advance(60_000)
    const input = { attemptId: attempt.id, questionId: ids[0], answer: { choices: ['oak'] }, expectedSequence: 0 }
    const refused = await save(ada, input)
    expect(refused.userErrors).toEqual([refusal('attemptId', 'ATTEMPT_OVER')])
    expect(refused.attempt.answers).toEqual([])
    await expect.poll(async () => (await readAttempt(room.assessment, ada, attempt.id)).status).toBe('GRADED')
    expect((await save(ada, input)).userErrors).toEqual([refusal('attemptId', 'ATTEMPT_OVER')])
    expect(await readAttempt(room.assessment, ada, attempt.id)).toMatchObject({ answers: [], score: { percent: 0 } })
  })

  test('while the enrolment is ended the attempt is frozen and its time runs on; afterwards it goes on', async () => {
    const { ada, seat, attempt, ids } = await open([CHOICE], { timeLimitSeconds: 600 })
    const input = { attemptId: attempt.id, questionId: ids[0], answer: { choices: ['oak'] }, expectedSequence: 0 }
    await end(room.assessment, seat, 2)
    expect((await save(ada, input)).userErrors).toEqual([refusal('attemptId', 'NOT_ENROLLED')])
    expect((await submit(ada, attempt.id)).userErrors).toEqual([refusal('attemptId', 'NOT_ENROLLED')])
    expect(await readAttempt(room.assessment, ada, attempt.id)).toMatchObject({
      status: 'IN_PROGRESS',
      endsAt: attempt.endsAt,
    })
    await activate(room.assessment, seat, 3)
    expect((await save(ada, input)).userErrors).toEqual([])
    await end(room.assessment, seat, 4)
    room.assessment.clock.advance(600_000)
    await expect.poll(async () => (await readAttempt(room.assessment, ada, attempt.id)).status).toBe('GRADED')
    expect(await readAttempt(room.assessment, ada, attempt.id)).toMatchObject({
      submittedAt: attempt.endsAt,
      score: { percent: 100 },
    })
  })
})
