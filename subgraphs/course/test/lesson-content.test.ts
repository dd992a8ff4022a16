import { newId } from '@lms/kit/ids'
import type { Viewer } from '@lms/kit/viewer'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import {
  announceAssignment,
  announceFile,
  announceQuiz,
  announceSession,
  article,
  draftCourse,
  grant,
  mutate,
  startTestCourse,
  video,
} from './start-course.ts'

const course = setUp(startTestCourse)

const admin = createViewer('ADMIN')

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
