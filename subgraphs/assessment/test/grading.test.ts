import { gradeReleased } from '@lms/contracts/assessment'
import { newId } from '@lms/kit/ids'
import type { SignedInViewer } from '@lms/kit/viewer'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import {
  CHOICE,
  call,
  ESSAY,
  newLearner,
  publishedQuiz,
  RIGHT,
  refusal,
  setUpClassroom,
  takeQuiz,
} from './start-assessment.ts'

const room = setUpClassroom()

const PARTLY = { SINGLE_CHOICE: { choices: ['oak'] } }
const WRONG = { SINGLE_CHOICE: { choices: ['fern'] } }

const take = (learner: SignedInViewer, quizId: string, answers: Record<string, object | undefined>) =>
  takeQuiz(room.assessment, learner, quizId, answers)
const grade = (input: Record<string, unknown>, viewer = room.course.instructor) =>
  call(room.assessment, viewer, 'gradeSubmission', input)
const release = (quizId: string, viewer = room.course.instructor) =>
  call(room.assessment, viewer, 'releaseGrades', { quizId })

/** What the other domains were told of a learner's grades, oldest first. */
const told = async (learner: SignedInViewer) =>
  (await room.assessment.outbox(gradeReleased)).filter(({ data }) => data.userId === learner.id)

/** What somebody sees of a learner's grades and attempts. */
async function seen(viewer: SignedInViewer, learner = viewer) {
  const selection = `... on User {
    grades { totalCount nodes { score { points percent passed } quiz { id } attempt { number } } }
    attempts { nodes { status score { points } answers { points feedback gradedBy { id } } } }
  }`
  const { data } = await room.assessment.entities(viewer, [{ __typename: 'User', id: learner.id }], selection)
  return data._entities[0]
}

describe('an automatic quiz', () => {
  test('shows the result at once; the best attempt counts and only changes are told', async () => {
    const quizId = await publishedQuiz(room.assessment, room.course, { attemptsAllowed: 4, passPercent: 70 })
    const ada = await newLearner(room)
    await take(ada, quizId, PARTLY)
    expect((await seen(ada)).grades.nodes).toEqual([
      { score: { points: 2, percent: 66.67, passed: false }, quiz: { id: quizId }, attempt: { number: 1 } },
    ])
    await take(ada, quizId, WRONG)
    await take(ada, quizId, RIGHT)
    await take(ada, quizId, PARTLY)
    expect((await seen(ada)).grades.nodes).toEqual([
      { score: { points: 3, percent: 100, passed: true }, quiz: { id: quizId }, attempt: { number: 3 } },
    ])
    const events = await told(ada)
    expect(events.map(({ data }) => [data.percent, data.passed])).toEqual([
      [66.67, false],
      [100, true],
    ])
    const [first, second] = events
    expect(first?.data).toEqual({
      gradeId: first?.subject,
      courseId: room.course.courseId,
      userId: ada.id,
      kind: 'QUIZ',
      subjectId: quizId,
      title: 'Trees',
      percent: 66.67,
      passed: false,
    })
    expect(second?.subject).toBe(first?.subject)
    expect(second?.aggregateversion).toBeGreaterThan(first?.aggregateversion ?? Number.NaN)
  })
})

describe('a manual quiz', () => {
  test('hides every result from the learner until it is released, and tells nobody', async () => {
    const quizId = await publishedQuiz(room.assessment, room.course, { gradesReleased: 'MANUAL', attemptsAllowed: 2 })
    const ada = await newLearner(room)
    expect((await take(ada, quizId, PARTLY)).score).toBeNull()
    expect(await seen(ada)).toMatchObject({
      grades: { totalCount: 0, nodes: [] },
      attempts: {
        nodes: [{ status: 'GRADED', score: null, answers: [{ points: null, feedback: null, gradedBy: null }] }],
      },
    })
    expect(await told(ada)).toEqual([])

    expect(await release(quizId)).toEqual({ quiz: { id: quizId, gradesReleased: 'MANUAL' }, userErrors: [] })
    expect(await seen(ada)).toMatchObject({
      grades: { totalCount: 1, nodes: [{ score: { percent: 66.67 } }] },
      attempts: { nodes: [{ score: { points: 2 }, answers: [{ points: 2 }] }] },
    })
    await release(quizId)
    expect((await told(ada)).map(({ data }) => data.percent)).toEqual([66.67])

    await take(ada, quizId, RIGHT)
    expect((await told(ada)).map(({ data }) => data.percent)).toEqual([66.67, 100])
  })

  test('a draft, a foreign quiz and an unknown one cannot be released', async () => {
    const { quiz: draft } = await call(room.assessment, room.course.instructor, 'createQuiz', {
      courseId: room.course.courseId,
      title: 'x',
    })
    expect((await release(draft.id)).userErrors).toEqual([refusal('quizId', 'NOT_PUBLISHED')])
    const ada = await newLearner(room)
    for (const viewer of [ada, createViewer('INSTRUCTOR')]) {
      expect((await release(draft.id, viewer)).userErrors).toEqual([refusal('quizId', 'NOT_FOUND')])
    }
    expect((await release(newId('quiz'))).userErrors).toEqual([refusal('quizId', 'NOT_FOUND')])
  })

  test('a release that ended halfway is finished by itself', async () => {
    const quizId = await publishedQuiz(room.assessment, room.course, { gradesReleased: 'MANUAL' })
    const ada = await newLearner(room)
    await take(ada, quizId, RIGHT)
    // As after a crash between the two steps of a release.
    await room.assessment.database.query('update quiz set grades_released_at = now() where id = $1', [quizId])
    await expect.poll(async () => (await told(ada)).length).toBe(1)
  })

  test('releases more grades than fit into one transaction', async () => {
    const quizId = await publishedQuiz(room.assessment, room.course, { gradesReleased: 'MANUAL' })
    const ada = await newLearner(room)
    await take(ada, quizId, RIGHT)
    await room.assessment.database.query(
      `insert into grade (id, course_id, user_id, quiz_id, score_hundredths, maximum_hundredths, passed)
       select id || n, course_id, user_id || n, quiz_id, score_hundredths, maximum_hundredths, passed
       from grade, generate_series(1, 250) n where quiz_id = $1`,
      [quizId],
    )
    await release(quizId)
    const events = (await room.assessment.outbox(gradeReleased)).filter(({ data }) => data.subjectId === quizId)
    expect(new Set(events.map(({ subject }) => subject)).size).toBe(251)
    expect(events).toHaveLength(251)
  })
})

describe('gradeSubmission of an attempt', () => {
  test('the last essay completes the attempt; grading again changes the grade', async () => {
    const essays = [CHOICE, { ...ESSAY, prompt: 'First' }, { ...ESSAY, prompt: 'Second' }]
    const quizId = await publishedQuiz(room.assessment, room.course, { gradesReleased: 'AUTOMATIC' }, essays)
    const ada = await newLearner(room)
    const { id: attemptId, version } = await take(ada, quizId, RIGHT)
    const query = 'query ($id: ID!) { attempt(id: $id) { questions { id prompt } } }'
    const { questions } = (await room.assessment.execute(room.course.instructor, query, { id: attemptId })).data.attempt
    const idOf = (prompt: string) => questions.find((question: { prompt: string }) => question.prompt === prompt).id
    const [first, second] = [idOf('First'), idOf('Second')]

    expect((await grade({ attemptId, points: 1, expectedVersion: version })).userErrors).toEqual([
      refusal('questionId', 'REQUIRED'),
    ])
    const half = await grade({ attemptId, questionId: first, points: 4.25, feedback: 'Good', expectedVersion: version })
    expect(half).toMatchObject({ attempt: { status: 'SUBMITTED', version: version + 1, score: null }, grade: null })
    expect(await told(ada)).toEqual([])
    const whole = await grade({ attemptId, questionId: second, points: 3, expectedVersion: version + 1 })
    expect(whole).toMatchObject({
      attempt: { status: 'GRADED', version: version + 2, score: { points: 9.25 } },
      grade: { score: { points: 9.25, percent: 77.08, passed: true } },
      userErrors: [],
    })
    await grade({ attemptId, questionId: second, points: 0, expectedVersion: version + 2 })
    expect((await told(ada)).map(({ data }) => data.percent)).toEqual([77.08, 52.08])
    expect((await seen(ada)).attempts.nodes[0]).toMatchObject({
      score: { points: 6.25 },
      answers: [
        { points: 2, gradedBy: null },
        { points: 4.25, feedback: 'Good', gradedBy: { id: room.course.instructor.id } },
        { points: 0, feedback: null, gradedBy: { id: room.course.instructor.id } },
      ],
    })
  })

  test('of graders who start from the same version one wins, the others see what it became', async () => {
    const quizId = await publishedQuiz(room.assessment, room.course, {}, [ESSAY])
    const { id: attemptId, version } = await take(await newLearner(room), quizId, RIGHT)
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map((points) => grade({ attemptId, points, expectedVersion: version })),
    )
    const won = answers.filter(({ userErrors }) => userErrors.length === 0)
    expect(won).toHaveLength(1)
    for (const lost of answers.filter(({ userErrors }) => userErrors.length > 0)) {
      expect(lost.userErrors).toEqual([refusal('expectedVersion', 'CONFLICT')])
      expect(lost.attempt).toEqual(won[0].attempt)
      expect(lost.grade).toBeNull()
    }
  })

  test.each<[string, Record<string, unknown>, string, string]>([
    ['more than there is to earn', { points: 5.01 }, 'points', 'TOO_BIG'],
    ['less than nothing', { points: -1 }, 'points', 'TOO_SMALL'],
    ['a thousandth', { points: 1.001 }, 'points', 'TOO_FINE'],
    ['endless feedback', { feedback: 'x'.repeat(10_001) }, 'feedback', 'TOO_BIG'],
    ['an unknown attempt', { attemptId: newId('attempt') }, 'attemptId', 'NOT_FOUND'],
    ['an unknown question', { questionId: newId('question') }, 'questionId', 'NOT_FOUND'],
    ['an attempt and a submission', { submissionId: newId('submission') }, 'attemptId', 'EITHER_OR'],
    ['neither', { attemptId: null }, 'attemptId', 'EITHER_OR'],
    ['an unknown submission', { attemptId: null, submissionId: newId('submission') }, 'submissionId', 'NOT_FOUND'],
  ])('%s is refused by field and rule', async (_what, wrong, field, name) => {
    const quizId = await publishedQuiz(room.assessment, room.course, {}, [ESSAY])
    const { id: attemptId, version } = await take(await newLearner(room), quizId, RIGHT)
    const refused = await grade({ attemptId, points: 1, expectedVersion: version, ...wrong })
    expect(refused).toEqual({ attempt: null, submission: null, grade: null, userErrors: [refusal(field, name)] })
  })

  test('is for those who teach the course, once the attempt is handed in, and for essays', async () => {
    const quizId = await publishedQuiz(room.assessment, room.course, {}, [CHOICE, ESSAY])
    const ada = await newLearner(room)
    const { attempt } = await call(room.assessment, ada, 'startAttempt', { quizId })
    const input = { attemptId: attempt.id, points: 1, expectedVersion: 1 }
    for (const viewer of [ada, createViewer('INSTRUCTOR')]) {
      expect((await grade(input, viewer)).userErrors).toEqual([refusal('attemptId', 'NOT_FOUND')])
    }
    expect((await grade(input)).userErrors).toEqual([refusal('attemptId', 'NOT_SUBMITTED')])
    await call(room.assessment, ada, 'submitAttempt', { attemptId: attempt.id })
    const [choice] = attempt.questions
    const wrong = { ...input, questionId: choice.id, expectedVersion: 2 }
    expect((await grade(wrong)).userErrors).toEqual([refusal('questionId', 'NOT_FOUND')])
    expect((await grade({ ...input, expectedVersion: 2 }, createViewer('ADMIN'))).userErrors).toEqual([])
  })
})
