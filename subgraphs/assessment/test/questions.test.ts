import { newId } from '@lms/kit/ids'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import { CHOICE, call, ESSAY, enroll, NUMBER, publishedQuiz, refusal, setUpClassroom } from './start-assessment.ts'

const room = setUpClassroom()

const create = (input: Record<string, unknown> = {}, viewer = room.course.instructor) =>
  call(room.assessment, viewer, 'createQuiz', { courseId: room.course.courseId, title: 'Trees', ...input })
const add = (quizId: string, question: object, viewer = room.course.instructor) =>
  call(room.assessment, viewer, 'addQuestion', { quizId, ...question })

describe('addQuestion', () => {
  test('adds questions of every kind in their order', async () => {
    const { quiz } = await create()
    const multiple = { ...CHOICE, kind: 'MULTIPLE_CHOICE', answer: { choices: ['oak', 'fern'] } }
    const statement = { kind: 'TRUE_FALSE', prompt: 'Moss has roots.', answer: { trueFalse: false }, points: 1 }
    const short = { kind: 'SHORT_TEXT', prompt: 'Capital of France?', answer: { texts: ['Paris'] }, points: 1 }
    const added = []
    for (const question of [CHOICE, multiple, statement, NUMBER, short, ESSAY]) {
      const { question: one, userErrors } = await add(quiz.id, question)
      expect(userErrors).toEqual([])
      added.push(one)
    }
    expect(added.map(({ position, kind }) => [position, kind])).toEqual([
      [1, 'SINGLE_CHOICE'],
      [2, 'MULTIPLE_CHOICE'],
      [3, 'TRUE_FALSE'],
      [4, 'NUMERIC'],
      [5, 'SHORT_TEXT'],
      [6, 'ESSAY'],
    ])
    expect(added[0]).toMatchObject({ ...CHOICE, version: 1, answer: { choices: ['oak'] } })
    expect(added[3].answer).toEqual({ choices: null, trueFalse: null, number: 3.14, tolerance: 0.01, texts: null })
    expect(added[5]).toMatchObject({ options: [], answer: null })
    const query =
      'query ($id: ID!) { quiz(id: $id) { questionCount questions { id position answer { choices number } } } }'
    const { data } = await room.assessment.execute(room.course.instructor, query, { id: quiz.id })
    expect(data.quiz.questionCount).toBe(6)
    expect(data.quiz.questions.map(({ id }: { id: string }) => id)).toEqual(added.map(({ id }) => id))
    expect(data.quiz.questions[3].answer).toEqual({ choices: null, number: 3.14 })
  })

  test.each<[string, object, string, string]>([
    ['a blank prompt', { prompt: '' }, 'prompt', 'TOO_SMALL'],
    ['no points', { points: 0 }, 'points', 'TOO_SMALL'],
    ['too many points', { points: 1_001 }, 'points', 'TOO_BIG'],
    ['one option', { options: [{ key: 'oak', text: 'Oak' }] }, 'options', 'TOO_SMALL'],
    ['no options', { options: null }, 'options', 'INVALID_TYPE'],
    ['two options of one key', { options: [CHOICE.options[0], CHOICE.options[0]] }, 'options', 'DUPLICATE'],
    ['no right option', { answer: { choices: [] } }, 'answer.choices', 'TOO_SMALL'],
    ['two right options of a single choice', { answer: { choices: ['oak', 'fern'] } }, 'answer.choices', 'TOO_BIG'],
    ['an unknown right option', { answer: { choices: ['pine'] } }, 'answer.choices', 'UNKNOWN_OPTION'],
    ['no answer', { answer: null }, 'answer', 'INVALID_TYPE'],
    ['an answer of another kind', { answer: { choices: ['oak'], number: 1 } }, 'answer', 'UNRECOGNIZED_KEYS'],
    [
      'a number that is not one',
      { ...NUMBER, options: null, answer: { texts: ['x'] } },
      'answer.number',
      'INVALID_TYPE',
    ],
    ['options for a number', { ...NUMBER, options: CHOICE.options }, 'options', 'TOO_BIG'],
    [
      'a negative tolerance',
      { ...NUMBER, options: null, answer: { number: 1, tolerance: -1 } },
      'answer.tolerance',
      'TOO_SMALL',
    ],
    ['an essay with a key', { ...ESSAY, options: null, answer: { texts: ['x'] } }, 'answer', 'INVALID_TYPE'],
    ['an unknown quiz', { quizId: newId('quiz') }, 'quizId', 'NOT_FOUND'],
  ])('%s is refused by field and rule', async (_what, wrong, field, name) => {
    const { quiz } = await create()
    const answer = await add(quiz.id, { ...CHOICE, ...wrong })
    expect(answer.question).toBeNull()
    expect(answer.userErrors).toContainEqual(refusal(field, name))
  })

  test('somebody else’s quiz looks like an unknown one', async () => {
    const { quiz } = await create()
    expect((await add(quiz.id, CHOICE, createViewer('INSTRUCTOR'))).userErrors).toEqual([
      refusal('quizId', 'NOT_FOUND'),
    ])
  })

  test('questions that are added at once get places of their own', async () => {
    const { quiz } = await create()
    const answers = await Promise.all(Array.from({ length: 10 }, () => add(quiz.id, CHOICE)))
    const positions = answers.map(({ question }) => question.position)
    expect(positions.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })
})

describe('updateQuestion', () => {
  const update = (question: { id: string; version: number }, wording: object, viewer = room.course.instructor) =>
    call(room.assessment, viewer, 'updateQuestion', {
      questionId: question.id,
      expectedVersion: question.version,
      prompt: CHOICE.prompt,
      options: CHOICE.options,
      answer: CHOICE.answer,
      points: CHOICE.points,
      ...wording,
    })

  test('of several authors who start from the same version one wins, the others see what it became', async () => {
    const { quiz } = await create()
    const { question } = await add(quiz.id, CHOICE)
    const answers = await Promise.all(['A?', 'B?', 'C?'].map((prompt) => update(question, { prompt })))
    const won = answers.filter(({ userErrors }) => userErrors.length === 0)
    expect(won).toHaveLength(1)
    for (const lost of answers.filter(({ userErrors }) => userErrors.length > 0)) {
      expect(lost.userErrors).toEqual([refusal('expectedVersion', 'CONFLICT')])
      expect(lost.question).toEqual(won[0].question)
    }
    expect(won[0].question.version).toBe(2)
  })

  test('attempts keep the version that they were given; later ones get the new one', async () => {
    const quizId = await publishedQuiz(room.assessment, room.course, {}, [CHOICE])
    const [before, after] = [createViewer(), createViewer()]
    for (const learner of [before, after]) await enroll(room.assessment, room.course.courseId, learner)
    const { attempt: early } = await call(room.assessment, before, 'startAttempt', { quizId })
    const [question] = early.questions
    await update(question, { prompt: 'Which is green?', answer: { choices: ['fern'] }, points: 7 })
    const { attempt: late } = await call(room.assessment, after, 'startAttempt', { quizId })
    const { attempt: again } = await call(room.assessment, before, 'startAttempt', { quizId })
    expect(again.questions).toMatchObject([{ prompt: CHOICE.prompt, version: 1, points: 2 }])
    expect(late.questions).toMatchObject([{ prompt: 'Which is green?', version: 2, points: 7 }])
    for (const [learner, attempt, percent] of [
      [before, early, 100],
      [after, late, 0],
    ] as const) {
      const answer = { choices: ['oak'] }
      const save = { attemptId: attempt.id, questionId: question.id, answer, expectedSequence: 0 }
      expect((await call(room.assessment, learner, 'saveAnswer', save)).userErrors).toEqual([])
      const submitted = await call(room.assessment, learner, 'submitAttempt', { attemptId: attempt.id })
      expect(submitted.attempt.score.percent).toBe(percent)
    }
  })

  test('a foreign question looks like an unknown one', async () => {
    const { quiz } = await create()
    const { question } = await add(quiz.id, CHOICE)
    const foreign = await update(question, {}, createViewer('INSTRUCTOR'))
    expect(foreign).toEqual({ question: null, userErrors: [refusal('questionId', 'NOT_FOUND')] })
    expect(await update({ id: newId('question'), version: 1 }, {})).toEqual(foreign)
  })
})
