import { lessonFilesSet } from '@lms/contracts/course'
import { newId } from '@lms/kit/ids'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import {
  announceFile,
  announceQuiz,
  article,
  draftCourse,
  mutate,
  refusals,
  startTestCourse,
  titlesOf,
  video,
} from './start-course.ts'

const course = setUp(startTestCourse)

const admin = createViewer('ADMIN')

describe('a draft', () => {
  test('takes sections and lessons at the place that is asked for', async () => {
    const { id: courseId, instructor, sectionId } = await draftCourse(course, { lessons: [] })
    const lesson = { sectionId, durationSeconds: 60, ...article() }
    for (const input of [
      { title: 'two' },
      { title: 'three', position: 99 },
      { title: 'zero', position: 1 },
      { title: 'one', position: 2 },
    ]) {
      expect((await mutate(course, instructor, 'addLesson', { ...lesson, ...input })).userErrors).toEqual([])
    }
    await mutate(course, instructor, 'addSection', { courseId, title: 'Preface', position: 1 })
    expect(await titlesOf(course, instructor, courseId)).toEqual([
      ['Preface'],
      ['Basics', 'zero', 'one', 'two', 'three'],
    ])
  })

  test('keeps every lesson that is added at once, each at a place of its own', async () => {
    const { id, instructor, sectionId } = await draftCourse(course, { lessons: [] })
    const lesson = { sectionId, durationSeconds: 60, ...article(), position: 1 }
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        mutate(course, instructor, 'addLesson', { ...lesson, title: `Lesson ${index}` }),
      ),
    )
    expect((await titlesOf(course, instructor, id))[0]).toHaveLength(13)
  })

  test('changes and loses lessons', async () => {
    const { id, instructor, lessons } = await draftCourse(course, { lessons: [article(), article(), article()] })
    const [first, second] = lessons
    await mutate(course, instructor, 'updateLesson', { lessonId: second?.id, title: 'Renamed', durationSeconds: 5 })
    const removed = await mutate(course, instructor, 'removeLesson', { lessonId: first?.id })
    expect(removed.userErrors).toEqual([])
    expect(await titlesOf(course, instructor, id)).toEqual([['Basics', 'Renamed', 'Lesson 3']])
    expect(refusals(await mutate(course, instructor, 'removeLesson', { lessonId: first?.id }))).toEqual([
      ['input.lessonId', 'NOT_FOUND'],
    ])
  })

  test('is changed by its instructor and staff alone; what is foreign looks like what is unknown', async () => {
    const { id: courseId, sectionId, lessons } = await draftCourse(course)
    const lessonId = lessons[0]?.id
    const calls = [
      ['addSection', { title: 'x' }, 'courseId', courseId],
      ['addLesson', { title: 'x', durationSeconds: 1, ...article() }, 'sectionId', sectionId],
      ['updateLesson', { title: 'x' }, 'lessonId', lessonId],
      ['removeLesson', {}, 'lessonId', lessonId],
    ] as const
    for (const [name, input, field, id] of calls) {
      for (const value of [id, newId('course'), 'x']) {
        const refused = await mutate(course, createViewer('INSTRUCTOR'), name, { ...input, [field]: value })
        expect(refusals(refused)).toEqual([[`input.${field}`, 'NOT_FOUND']])
      }
      const { errors } = await mutate(course, null, name, { ...input, [field]: id })
      expect(errors[0].extensions.code).toBe('UNAUTHENTICATED')
      expect((await mutate(course, admin, name, { ...input, [field]: id })).userErrors).toEqual([])
    }
  })

  test.each([
    ['addSection', 'an empty title', { title: '' }, 'title', 'TOO_SMALL'],
    ['addSection', 'a long title', { title: 'x'.repeat(201) }, 'title', 'TOO_BIG'],
    ['addSection', 'the place 0', { title: 'x', position: 0 }, 'position', 'TOO_SMALL'],
    ['addLesson', 'a blank title', { title: ' ' }, 'title', 'TOO_SMALL'],
    ['addLesson', 'a negative length', { durationSeconds: -1 }, 'durationSeconds', 'TOO_SMALL'],
    ['addLesson', 'more than a day', { durationSeconds: 86_401 }, 'durationSeconds', 'TOO_BIG'],
    ['addLesson', 'a negative place', { position: -1 }, 'position', 'TOO_SMALL'],
    ['addLesson', 'no content', { content: {} }, 'content', 'CONTENT_MISMATCH'],
    ['addLesson', 'content of another kind', { kind: 'QUIZ' }, 'content', 'CONTENT_MISMATCH'],
    [
      'addLesson',
      'content of two kinds',
      { content: { article: { body: 'x' }, quiz: { quizId: 'x' } } },
      'content',
      'CONTENT_MISMATCH',
    ],
    ['addLesson', 'an empty text', article(''), 'content.article.body', 'TOO_SMALL'],
    ['addLesson', 'a long text', article('x'.repeat(100_001)), 'content.article.body', 'TOO_BIG'],
    ['addLesson', 'a lone surrogate', article('\ud800'), 'content.article.body', 'INVALID_TEXT'],
    ['addLesson', 'an empty id', video(''), 'content.video.fileId', 'TOO_SMALL'],
  ])('%s refuses %s by field and rule', async (name, _what, wrong, field, code) => {
    const { id: courseId, instructor, sectionId } = await draftCourse(course, { lessons: [] })
    const right = name === 'addSection' ? { courseId } : { sectionId, title: 'x', durationSeconds: 1, ...article() }
    const refused = await mutate(course, instructor, name, { ...right, ...wrong })
    expect(refusals(refused)).toContainEqual([`input.${field}`, code])
  })

  test('has at most 100 sections, and 100 lessons in each', async () => {
    const { id: courseId, instructor, sectionId } = await draftCourse(course, { lessons: [] })
    await course.database.query(
      `insert into section (course_id, version_number, id, title, position)
       select $1, 0, 'section_' || n, 'x', n from generate_series(2, 100) n`,
      [courseId],
    )
    await course.database.query(
      `insert into lesson (course_id, version_number, id, section_id, title, kind, duration_seconds, position, body)
       select $1, 0, 'lesson_' || n, $2, 'x', 'ARTICLE', 1, n, 'x' from generate_series(1, 100) n`,
      [courseId, sectionId],
    )
    expect(refusals(await mutate(course, instructor, 'addSection', { courseId, title: 'x' }))).toEqual([
      ['input.courseId', 'TOO_MANY_SECTIONS'],
    ])
    const lesson = { sectionId, title: 'x', durationSeconds: 1, ...article() }
    expect(refusals(await mutate(course, instructor, 'addLesson', lesson))).toEqual([
      ['input.sectionId', 'TOO_MANY_LESSONS'],
    ])
  })

  test("refuses another's file and another course's quiz as soon as they are known", async () => {
    const { instructor, sectionId } = await draftCourse(course)
    const [fileId, quizId] = [newId('file'), newId('quiz')]
    await announceFile(course, newId('user'), fileId)
    await announceQuiz(course, newId('course'), quizId)
    const lesson = { sectionId, title: 'x', durationSeconds: 1 }
    for (const [content, field] of [
      [video(fileId), 'input.content.video.fileId'],
      [{ kind: 'QUIZ', content: { quiz: { quizId } } }, 'input.content.quiz.quizId'],
      [video(quizId), 'input.content.video.fileId'],
    ] as const) {
      const refused = await mutate(course, instructor, 'addLesson', { ...lesson, ...content })
      expect(refusals(refused)).toEqual([[field, 'NOT_FOUND']])
    }
  })
})

describe('lesson-files-set', () => {
  const filesOf = async (lessonId: string | undefined) =>
    (await course.outbox(lessonFilesSet))
      .filter(({ subject }) => subject === lessonId)
      .map(({ data, aggregateversion }) => ({ fileIds: data.fileIds, aggregateversion }))

  test('tells the files of a lesson whenever they change, and forgets none that a version still uses', async () => {
    const [first, second] = [newId('file'), newId('file')] as const
    const { id, instructor, lessons } = await draftCourse(course, { lessons: [video(first), article()] })
    const lessonId = lessons[0]?.id
    await announceFile(course, instructor.id, first)
    await mutate(course, instructor, 'publishCourse', { courseId: id })
    await mutate(course, instructor, 'updateLesson', { lessonId, title: 'Same file' })
    await mutate(course, instructor, 'updateLesson', { lessonId, content: { video: { fileId: second } } })
    await mutate(course, instructor, 'removeLesson', { lessonId })
    const events = await filesOf(lessonId)
    expect(events.map(({ fileIds }) => fileIds.toSorted())).toEqual([[first], [first, second].toSorted(), [first]])
    const versions = events.map(({ aggregateversion }) => aggregateversion)
    expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => a - b))
    expect(await filesOf(lessons[1]?.id)).toEqual([])
  })

  test('tells of none when a lesson goes that was never published', async () => {
    const { instructor, lessons } = await draftCourse(course, { lessons: [video(newId('file'))] })
    await mutate(course, instructor, 'removeLesson', { lessonId: lessons[0]?.id })
    expect((await filesOf(lessons[0]?.id)).at(-1)?.fileIds).toEqual([])
  })
})
