import { courseArchived, courseCreated, courseUpdated } from '@lms/contracts/course'
import { newId } from '@lms/kit/ids'
import { setUp } from '@lms/testkit/set-up'
import type { TestSubgraph } from '@lms/testkit/subgraph'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import { draftCourse, enrolledLearner, mutate, publishedCourse, refusals, startTestCourse } from './start-course.ts'

const course = setUp(startTestCourse)

const admin = createViewer('ADMIN')
const newCourse = { title: 'Algebra', summary: 'Numbers and letters.' }
const courseOf = async (viewer: Parameters<TestSubgraph['execute']>[0], id: string) =>
  (await course.execute(viewer, 'query ($id: ID!) { course(id: $id) { id status } }', { id })).data.course

describe('createCourse', () => {
  test('begins a draft under a slug of its own, and tells the other domains', async () => {
    const instructor = createViewer('INSTRUCTOR')
    const title = 'Économie: générale'
    const first = await mutate(course, instructor, 'createCourse', { ...newCourse, title })
    expect(first).toMatchObject({ userErrors: [], course: { slug: 'economie-generale', status: 'DRAFT', version: 0 } })
    const second = await mutate(course, instructor, 'createCourse', { ...newCourse, title })
    expect(second.course.slug).toMatch(/^economie-generale-[0-9a-z]{6}$/)
    const events = await course.outbox(courseCreated)
    expect(events.find(({ subject }) => subject === first.course.id)).toMatchObject({
      aggregateversion: 1,
      data: { instructorId: instructor.id, title, slug: 'economie-generale', status: 'DRAFT' },
    })
  })

  test('twenty of one title at once get twenty slugs', async () => {
    const instructor = createViewer('INSTRUCTOR')
    const made = await Promise.all(
      Array.from({ length: 20 }, () => mutate(course, instructor, 'createCourse', { ...newCourse, title: 'Crowd' })),
    )
    expect(new Set(made.map((payload) => payload.course.slug)).size).toBe(20)
  })

  test.each([
    ['a blank title', { title: ' ' }, 'input.title', 'TOO_SMALL'],
    ['a long title', { title: 'x'.repeat(201) }, 'input.title', 'TOO_BIG'],
    ['text with NUL', { title: 'A\u0000B' }, 'input.title', 'INVALID_TEXT'],
    ['an empty summary', { summary: '' }, 'input.summary', 'TOO_SMALL'],
    ['a long summary', { summary: 'x'.repeat(5_001) }, 'input.summary', 'TOO_BIG'],
    ['a bad language tag', { language: 'not a tag' }, 'input.language', 'INVALID_LOCALE'],
    ['an unknown category', { categoryId: newId('category') }, 'input.categoryId', 'NOT_FOUND'],
    ['an empty id', { categoryId: '' }, 'input.categoryId', 'TOO_SMALL'],
  ])('%s is refused by field and rule', async (_what, wrong, field, code) => {
    const refused = await mutate(course, admin, 'createCourse', { ...newCourse, ...wrong })
    expect(refused.course).toBeNull()
    expect(refusals(refused)).toContainEqual([field, code])
  })

  test('is for instructors and administrators', async () => {
    for (const [viewer, code] of [
      [null, 'UNAUTHENTICATED'],
      [createViewer(), 'FORBIDDEN'],
    ] as const) {
      const { errors } = await mutate(course, viewer, 'createCourse', newCourse)
      expect(errors[0].extensions.code).toBe(code)
    }
  })
})

describe('a course', () => {
  test('as a draft is seen by its instructor and staff alone, by whatever way', async () => {
    const { id, instructor } = await draftCourse(course)
    const { slug } =
      (await course.database.query<{ slug: string }>('select slug from course where id = $1', [id]))[0] ?? {}
    const bySlug = 'query ($slug: String!) { course(slug: $slug) { id } }'
    for (const viewer of [null, createViewer(), createViewer('INSTRUCTOR')]) {
      expect(await courseOf(viewer, id)).toBeNull()
      expect((await course.execute(viewer, bySlug, { slug })).data.course).toBeNull()
      const { data } = await course.entities(viewer, [{ __typename: 'Course', id }], '... on Course { id title }')
      expect(data._entities).toEqual([null])
    }
    for (const viewer of [instructor, admin]) {
      expect(await courseOf(viewer, id)).toEqual({ id, status: 'DRAFT' })
      expect((await course.execute(viewer, bySlug, { slug })).data.course).toEqual({ id })
    }
  })

  test('once archived is left to those who are enrolled', async () => {
    const { id, instructor } = await publishedCourse(course)
    const { learner } = await enrolledLearner(course, id)
    await mutate(course, instructor, 'archiveCourse', { courseId: id })
    expect(await courseOf(learner, id)).toEqual({ id, status: 'ARCHIVED' })
    expect(await courseOf(createViewer(), id)).toBeNull()
    expect(await courseOf(null, id)).toBeNull()
    const events = (await course.outbox(courseArchived)).filter(({ subject }) => subject === id)
    expect(events.map(({ data }) => data.status)).toEqual(['ARCHIVED'])
  })

  test('once archived is offered again by publishing it', async () => {
    const { id, instructor } = await publishedCourse(course)
    await mutate(course, instructor, 'archiveCourse', { courseId: id })
    expect((await mutate(course, instructor, 'archiveCourse', { courseId: id })).course.status).toBe('ARCHIVED')
    const again = await mutate(course, instructor, 'publishCourse', { courseId: id })
    expect(again.course).toMatchObject({ status: 'PUBLISHED', version: 1 })
    expect(await courseOf(null, id)).toEqual({ id, status: 'PUBLISHED' })
  })

  test.each([[{}], [{ id: 'a', slug: 'b' }]])('asked for by %o is bad input', async (variables) => {
    const { errors } = await course.execute(
      null,
      'query ($id: ID, $slug: String) { course(id: $id, slug: $slug) { id } }',
      variables,
    )
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  })
})

describe('updateCourse', () => {
  test('changes what is given, keeps the slug, and tells the other domains', async () => {
    const { id, instructor } = await publishedCourse(course, { title: 'Chemistry' })
    const { category } = await mutate(course, admin, 'createCategory', { name: newId('science') })
    const changes = { title: 'Organic chemistry', categoryId: category.id, language: 'pt-br' }
    const changed = await mutate(course, instructor, 'updateCourse', { courseId: id, ...changes })
    expect(changed.course).toMatchObject({
      title: 'Organic chemistry',
      summary: 'Numbers and letters.',
      language: 'pt-BR',
      slug: 'chemistry',
      category,
    })
    const cleared = await mutate(course, instructor, 'updateCourse', { courseId: id, title: null, categoryId: null })
    expect(cleared.course).toMatchObject({ title: 'Organic chemistry', category: null })
    const events = (await course.outbox(courseUpdated)).filter(({ subject }) => subject === id)
    expect(events.map(({ data }) => data.title)).toEqual(['Organic chemistry', 'Organic chemistry'])
  })

  test.each(['updateCourse', 'archiveCourse', 'publishCourse'])(
    '%s: a foreign course looks like an unknown one; staff may',
    async (name) => {
      const { id } = await draftCourse(course)
      for (const courseId of [id, newId('course'), 'junk']) {
        const refused = await mutate(course, createViewer('INSTRUCTOR'), name, { courseId })
        expect(refused).toMatchObject({
          course: null,
          userErrors: [{ field: ['input', 'courseId'], code: 'NOT_FOUND', message: 'There is no such course.' }],
        })
      }
      expect((await mutate(course, admin, name, { courseId: id })).userErrors).toEqual([])
      expect((await mutate(course, null, name, { courseId: id })).errors[0].extensions.code).toBe('UNAUTHENTICATED')
    },
  )
})
