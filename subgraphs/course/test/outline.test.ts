import { coursePublished, lessonFilesSet } from '@lms/contracts/course'
import { newId } from '@lms/kit/ids'
import type { Viewer } from '@lms/kit/viewer'
import type { TestSubgraph } from '@lms/testkit/subgraph'
import { createViewer } from '@lms/testkit/viewers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  announceAssignment,
  announceFile,
  announceQuiz,
  announceSession,
  article,
  draftCourse,
  enrolledLearner,
  grant,
  mutate,
  publishedCourse,
  refusals,
  startTestCourse,
} from './start-course.ts'

let course: TestSubgraph
beforeAll(async () => {
  course = await startTestCourse()
})
afterAll(() => course[Symbol.asyncDispose]())

const admin = createViewer('ADMIN')
const video = (fileId: string) => ({ kind: 'VIDEO', content: { video: { fileId } } })

const OUTLINE = `query ($id: ID!) { course(id: $id) { version sections { title lessons { id title } } } }`
const outlineOf = async (viewer: Viewer | null, id: string) =>
  (await course.execute(viewer, OUTLINE, { id })).data.course
const titlesOf = async (viewer: Viewer | null, id: string) =>
  (await outlineOf(viewer, id)).sections.map((section: { title: string; lessons: { title: string }[] }) => [
    section.title,
    ...section.lessons.map(({ title }) => title),
  ])

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
    expect(await titlesOf(instructor, courseId)).toEqual([['Preface'], ['Basics', 'zero', 'one', 'two', 'three']])
  })

  test('keeps every lesson that is added at once, each at a place of its own', async () => {
    const { id, instructor, sectionId } = await draftCourse(course, { lessons: [] })
    const lesson = { sectionId, durationSeconds: 60, ...article(), position: 1 }
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        mutate(course, instructor, 'addLesson', { ...lesson, title: `Lesson ${index}` }),
      ),
    )
    expect((await titlesOf(instructor, id))[0]).toHaveLength(13)
  })

  test('changes and loses lessons', async () => {
    const { id, instructor, lessons } = await draftCourse(course, { lessons: [article(), article(), article()] })
    const [first, second] = lessons
    await mutate(course, instructor, 'updateLesson', { lessonId: second?.id, title: 'Renamed', durationSeconds: 5 })
    const removed = await mutate(course, instructor, 'removeLesson', { lessonId: first?.id })
    expect(removed.userErrors).toEqual([])
    expect(await titlesOf(instructor, id)).toEqual([['Basics', 'Renamed', 'Lesson 3']])
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

describe('publishCourse', () => {
  test('needs a lesson', async () => {
    const { id: courseId, instructor } = await draftCourse(course, { lessons: [] })
    expect(refusals(await mutate(course, instructor, 'publishCourse', { courseId }))).toEqual([
      ['input.courseId', 'NO_LESSONS'],
    ])
    expect(await course.outbox(coursePublished)).not.toContainEqual(expect.objectContaining({ subject: courseId }))
  })

  test('names each lesson that is not ready, and succeeds once the other domains have spoken', async () => {
    const [fileId, quizId, assignmentId, liveSessionId] = ['file', 'quiz', 'assignment', 'live'].map(newId)
    const contents = [
      article(),
      video(fileId as string),
      { kind: 'FILE', content: { file: { fileId } } },
      { kind: 'QUIZ', content: { quiz: { quizId } } },
      { kind: 'ASSIGNMENT', content: { assignment: { assignmentId } } },
      { kind: 'LIVE', content: { live: { liveSessionId } } },
    ]
    const { id: courseId, instructor, lessons } = await draftCourse(course, { lessons: contents })
    const waiting = await mutate(course, instructor, 'publishCourse', { courseId })
    const named = (index: number, code: string) => [`lessons.${lessons[index]?.id}`, code]
    expect(refusals(waiting)).toEqual([
      named(1, 'FILE_NOT_AVAILABLE'),
      named(2, 'FILE_NOT_AVAILABLE'),
      named(3, 'QUIZ_NOT_PUBLISHED'),
      named(4, 'ASSIGNMENT_NOT_PUBLISHED'),
      named(5, 'LIVE_SESSION_NOT_SCHEDULED'),
    ])
    expect(waiting.userErrors[0].message).toContain('“Lesson 2”')
    await announceFile(course, instructor.id, fileId)
    await announceQuiz(course, courseId, quizId as string)
    await announceSession(course, courseId, liveSessionId as string)
    expect(refusals(await mutate(course, instructor, 'publishCourse', { courseId }))).toEqual([
      named(4, 'ASSIGNMENT_NOT_PUBLISHED'),
    ])
    await announceAssignment(course, courseId, assignmentId as string)
    const published = await mutate(course, instructor, 'publishCourse', { courseId })
    expect(published).toMatchObject({
      userErrors: [],
      course: { status: 'PUBLISHED', version: 1, hasUnpublishedChanges: false },
    })
    expect((await course.outbox(coursePublished)).find(({ subject }) => subject === courseId)?.data).toMatchObject({
      versionNumber: 1,
      status: 'PUBLISHED',
      instructorId: instructor.id,
    })
  })

  test('asked for ten times at once makes one version', async () => {
    const { id: courseId, instructor } = await draftCourse(course)
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => mutate(course, instructor, 'publishCourse', { courseId })),
    )
    expect(answers.map((answer) => answer.course.version)).toEqual(Array(10).fill(1))
    const events = (await course.outbox(coursePublished)).filter(({ subject }) => subject === courseId)
    expect(events).toHaveLength(1)
  })

  test('freezes what learners see: they stay on their version, others get the next', async () => {
    const { id, instructor, sectionId, lessons } = await publishedCourse(course)
    const early = await enrolledLearner(course, id)
    await mutate(course, instructor, 'removeLesson', { lessonId: lessons[0]?.id })
    await mutate(course, instructor, 'updateLesson', { lessonId: lessons[1]?.id, title: 'Revised' })
    await mutate(course, instructor, 'addLesson', { sectionId, title: 'New', durationSeconds: 1, ...article() })
    const before = [['Basics', 'Lesson 1', 'Lesson 2']]
    const after = [['Basics', 'Revised', 'New']]
    expect(await titlesOf(instructor, id)).toEqual(after)
    expect(await titlesOf(null, id)).toEqual(before)
    expect((await mutate(course, instructor, 'publishCourse', { courseId: id })).course.version).toBe(2)
    const late = await enrolledLearner(course, id)
    expect(await titlesOf(early.learner, id)).toEqual(before)
    for (const viewer of [null, createViewer(), late.learner]) expect(await titlesOf(viewer, id)).toEqual(after)
  })

  test('leaves empty sections out', async () => {
    const { id: courseId, instructor } = await draftCourse(course)
    await mutate(course, instructor, 'addSection', { courseId, title: 'Empty', position: 1 })
    await mutate(course, instructor, 'publishCourse', { courseId })
    expect(await titlesOf(null, courseId)).toEqual([['Basics', 'Lesson 1', 'Lesson 2']])
  })

  test('a frozen version cannot be changed, not even past the service', async () => {
    const { id } = await publishedCourse(course)
    for (const sql of [
      "update lesson set title = 'x' where course_id = $1 and version_number = 1",
      'delete from section where course_id = $1 and version_number = 1',
    ]) {
      await expect(course.database.query(sql, [id])).rejects.toThrow(/frozen/)
    }
  })
})

describe('the content of a lesson', () => {
  const CONTENT = `query ($id: ID!) { course(id: $id) { sections { lessons { title kind durationSeconds content {
    __typename ... on ArticleContent { body } ... on VideoContent { file { id } } ... on FileContent { file { id } }
    ... on QuizContent { quiz { id } } ... on AssignmentContent { assignment { id } } ... on LiveContent { liveSession { id } }
  } } } } }`
  const everyKind = async () => {
    const ids = Object.fromEntries(['file', 'quiz', 'assignment', 'live'].map((prefix) => [prefix, newId(prefix)]))
    const made = await draftCourse(course, {
      lessons: [
        article('Secret.'),
        video(ids.file ?? ''),
        { kind: 'FILE', content: { file: { fileId: ids.file } } },
        { kind: 'QUIZ', content: { quiz: { quizId: ids.quiz } } },
        { kind: 'ASSIGNMENT', content: { assignment: { assignmentId: ids.assignment } } },
        { kind: 'LIVE', content: { live: { liveSessionId: ids.live } } },
      ],
    })
    await announceFile(course, made.instructor.id, ids.file)
    await announceQuiz(course, made.id, ids.quiz ?? '')
    await announceAssignment(course, made.id, ids.assignment ?? '')
    await announceSession(course, made.id, ids.live ?? '')
    await mutate(course, made.instructor, 'publishCourse', { courseId: made.id })
    const contents = [
      { __typename: 'ArticleContent', body: 'Secret.' },
      { __typename: 'VideoContent', file: { id: ids.file } },
      { __typename: 'FileContent', file: { id: ids.file } },
      { __typename: 'QuizContent', quiz: { id: ids.quiz } },
      { __typename: 'AssignmentContent', assignment: { id: ids.assignment } },
      { __typename: 'LiveContent', liveSession: { id: ids.live } },
    ]
    return { ...made, contents }
  }

  test('is for learners with access, the instructor and staff; others see what there is, not what is in it', async () => {
    const { id, instructor, contents } = await everyKind()
    const learner = createViewer()
    await grant(course, id, learner.id)
    for (const viewer of [learner, instructor, admin]) {
      const { data, errors } = await course.execute(viewer, CONTENT, { id })
      expect(errors).toBeUndefined()
      expect(data.course.sections[0].lessons.map((lesson: { content: object }) => lesson.content)).toEqual(contents)
    }
    for (const viewer of [null, createViewer(), createViewer('INSTRUCTOR')]) {
      const { data, errors } = await course.execute(viewer, CONTENT, { id })
      const { lessons } = data.course.sections[0]
      expect(lessons[0]).toEqual({ title: 'Lesson 1', kind: 'ARTICLE', durationSeconds: 60, content: null })
      expect(lessons.every((lesson: { content: object | null }) => lesson.content === null)).toBe(true)
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(Array(6).fill('FORBIDDEN'))
    }
  })

  test('does not leak through references, a single lesson, or an enrolment that gives no access any more', async () => {
    const { id, lessons } = await everyKind()
    const { learner, enrollmentId } = await (async () => {
      const learner = createViewer()
      await grant(course, id, learner.id)
      const { data } = await course.execute(
        learner,
        'query ($id: ID!) { course(id: $id) { viewerEnrollment { id } } }',
        { id },
      )
      return { learner, enrollmentId: data.course.viewerEnrollment.id as string }
    })()
    const single = `... on Course { lesson(id: "${lessons[0]?.id}") { title content { __typename ... on ArticleContent { body } } } }`
    const resume = '... on Enrollment { status progress { resumeLesson { title content { __typename } } } }'
    const read = async (viewer: Viewer) => [
      (await course.entities(viewer, [{ __typename: 'Course', id }], single)).data._entities[0].lesson.content,
      (await course.entities(viewer, [{ __typename: 'Enrollment', id: enrollmentId }], resume)).data._entities[0]
        ?.progress.resumeLesson.content,
    ]
    const readable = [{ __typename: 'ArticleContent', body: 'Secret.' }, { __typename: 'ArticleContent' }]
    expect(await read(learner)).toEqual(readable)
    expect(await read(admin)).toEqual(readable)
    expect(await read(createViewer())).toEqual([null, undefined])
    await course.database.query('update access_grant set revoked_at = $2 where enrollment_id = $1', [
      enrollmentId,
      new Date(0),
    ])
    expect(await read(learner)).toEqual([null, null])
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
