import { quizPublished } from '@lms/contracts/assessment'
import { newId } from '@lms/kit/ids'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import { CHOICE, call, ESSAY, enroll, inSeconds, refusal, setUpClassroom } from './start-assessment.ts'

const room = setUpClassroom()

const create = (input: Record<string, unknown> = {}, viewer = room.course.instructor) =>
  call(room.assessment, viewer, 'createQuiz', { courseId: room.course.courseId, title: 'Trees', ...input })
const add = (quizId: string, question: object, viewer = room.course.instructor) =>
  call(room.assessment, viewer, 'addQuestion', { quizId, ...question })
const publish = (quizId: string, viewer = room.course.instructor) =>
  call(room.assessment, viewer, 'publishQuiz', { quizId })

describe('createQuiz', () => {
  test('begins a draft with sensible settings', async () => {
    expect(await create({ title: '  Trees ' })).toEqual({
      quiz: {
        id: expect.stringMatching(/^quiz_/),
        title: 'Trees',
        status: 'DRAFT',
        attemptsAllowed: 1,
        passPercent: 50,
        gradesReleased: null,
        shuffle: false,
        timeLimitSeconds: null,
      },
      userErrors: [],
    })
  })

  test.each<[string, () => Record<string, unknown>, string, string]>([
    ['a blank title', () => ({ title: ' ' }), 'title', 'TOO_SMALL'],
    ['a long title', () => ({ title: 'x'.repeat(201) }), 'title', 'TOO_BIG'],
    ['a title with NUL', () => ({ title: 'a\u0000' }), 'title', 'INVALID_TEXT'],
    ['a time limit of a second', () => ({ timeLimitSeconds: 1 }), 'timeLimitSeconds', 'TOO_SMALL'],
    ['a time limit of a year', () => ({ timeLimitSeconds: 31_536_000 }), 'timeLimitSeconds', 'TOO_BIG'],
    ['no attempts', () => ({ attemptsAllowed: 0 }), 'attemptsAllowed', 'TOO_SMALL'],
    ['too many attempts', () => ({ attemptsAllowed: 101 }), 'attemptsAllowed', 'TOO_BIG'],
    ['a share above all', () => ({ passPercent: 101 }), 'passPercent', 'TOO_BIG'],
    ['a past closing', () => ({ closesAt: inSeconds(room, -1) }), 'closesAt', 'IN_PAST'],
    [
      'a closing before the opening',
      () => ({ opensAt: inSeconds(room, 60), closesAt: inSeconds(room, 59) }),
      'closesAt',
      'BEFORE_OPENING',
    ],
    ['an unknown course', () => ({ courseId: newId('course') }), 'courseId', 'NOT_FOUND'],
    ['no course', () => ({ courseId: '' }), 'courseId', 'TOO_SMALL'],
  ])('%s is refused by field and rule', async (_what, wrong, field, name) => {
    expect(await create(wrong())).toEqual({ quiz: null, userErrors: [refusal(field, name)] })
  })

  test('somebody else’s course looks like an unknown one; staff may act for its instructor', async () => {
    const student = createViewer()
    await enroll(room.assessment, room.course.courseId, student)
    for (const viewer of [createViewer('INSTRUCTOR'), student]) {
      expect((await create({}, viewer)).userErrors).toEqual([refusal('courseId', 'NOT_FOUND')])
    }
    expect((await create({}, createViewer('ADMIN'))).userErrors).toEqual([])
  })

  test('anonymous callers are asked to sign in', async () => {
    const document = 'mutation ($input: CreateQuizInput!) { createQuiz(input: $input) { quiz { id } } }'
    const input = { courseId: room.course.courseId, title: 'Trees' }
    const { errors } = await room.assessment.execute(null, document, { input })
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  })
})

describe('publishQuiz', () => {
  test('publishes once, however often it is asked, and tells the other domains', async () => {
    const { quiz } = await create()
    await add(quiz.id, CHOICE)
    const answers = await Promise.all([publish(quiz.id), publish(quiz.id), publish(quiz.id)])
    for (const { quiz: published, userErrors } of answers) {
      expect(published).toMatchObject({ id: quiz.id, status: 'PUBLISHED', gradesReleased: 'AUTOMATIC' })
      expect(userErrors).toEqual([])
    }
    const events = (await room.assessment.outbox(quizPublished)).filter(({ subject }) => subject === quiz.id)
    expect(events.map(({ data }) => data)).toEqual([
      { quizId: quiz.id, courseId: room.course.courseId, title: 'Trees' },
    ])
  })

  test('an essay leaves the release of results to the instructor unless the instructor said otherwise', async () => {
    const by = { manual: await create(), automatic: await create({ gradesReleased: 'AUTOMATIC' }) }
    for (const { quiz } of Object.values(by)) await add(quiz.id, ESSAY)
    expect((await publish(by.manual.quiz.id)).quiz.gradesReleased).toBe('MANUAL')
    expect((await publish(by.automatic.quiz.id)).quiz.gradesReleased).toBe('AUTOMATIC')
  })

  test('an empty quiz, one that has closed, and an unknown one are refused', async () => {
    const { quiz: empty } = await create()
    expect((await publish(empty.id)).userErrors).toEqual([refusal('quizId', 'NO_QUESTIONS')])
    const { quiz: brief } = await create({ closesAt: inSeconds(room, 60) })
    await add(brief.id, CHOICE)
    room.assessment.clock.advance(61_000)
    expect((await publish(brief.id)).userErrors).toEqual([refusal('quizId', 'CLOSED')])
    expect((await publish(newId('quiz'))).userErrors).toEqual([refusal('quizId', 'NOT_FOUND')])
    expect((await publish(empty.id, createViewer('INSTRUCTOR'))).userErrors).toEqual([refusal('quizId', 'NOT_FOUND')])
  })

  test('no question slips into a quiz that is being published', async () => {
    const { quiz } = await create()
    await add(quiz.id, CHOICE)
    const [, ...answers] = await Promise.all([
      publish(quiz.id),
      ...Array.from({ length: 6 }, () => add(quiz.id, CHOICE)),
    ])
    const refused = answers.filter(({ userErrors }) => userErrors.length > 0)
    for (const { userErrors } of refused) expect(userErrors).toEqual([refusal('quizId', 'PUBLISHED')])
    expect((await add(quiz.id, CHOICE)).userErrors).toEqual([refusal('quizId', 'PUBLISHED')])
    const { data } = await room.assessment.execute(
      room.course.instructor,
      'query ($id: ID!) { quiz(id: $id) { questionCount } }',
      {
        id: quiz.id,
      },
    )
    expect(data.quiz.questionCount).toBe(7 - refused.length)
  })
})

test('huge texts and wrong types are refused without a fault of the server', async () => {
  const document =
    'mutation ($input: CreateQuizInput!) { createQuiz(input: $input) { quiz { id } userErrors { code } } }'
  for (const wrong of [
    { title: 'x'.repeat(3_000_000) },
    { title: 7 },
    { attemptsAllowed: 2_147_483_648 },
    { closesAt: 'soon' },
  ]) {
    const { data, errors } = await room.assessment.execute(room.course.instructor, document, {
      input: { courseId: room.course.courseId, title: 'Trees', ...wrong },
    })
    const codes =
      errors?.map(({ extensions }) => extensions.code) ??
      data.createQuiz.userErrors.map((e: { code: string }) => e.code)
    expect(['BAD_USER_INPUT', 'TOO_BIG']).toContain(codes[0])
  }
})
