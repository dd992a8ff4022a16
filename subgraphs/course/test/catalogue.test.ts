import { courseArchived, courseCreated, courseUpdated } from '@lms/contracts/course'
import { newId } from '@lms/kit/ids'
import type { TestSubgraph } from '@lms/testkit/subgraph'
import { createViewer } from '@lms/testkit/viewers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { draftCourse, enrolledLearner, mutate, publishedCourse, refusals, startTestCourse } from './start-course.ts'

let course: TestSubgraph
beforeAll(async () => {
  course = await startTestCourse()
})
afterAll(() => course[Symbol.asyncDispose]())

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

describe('courses', () => {
  const LIST = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: CourseFilter, $sort: CourseSort! = NEWEST) {
    courses(first: $first, after: $after, last: $last, before: $before, filter: $filter, sort: $sort) {
      nodes { id title } pageInfo { hasNextPage endCursor } totalCount } }`
  const list = async (viewer: Parameters<TestSubgraph['execute']>[0], variables: Record<string, unknown>) =>
    (await course.execute(viewer, LIST, variables)).data.courses
  const titles = ({ nodes }: { nodes: { title: string }[] }) => nodes.map(({ title }) => title)

  test('lists what is on offer; drafts only to their instructor and staff', async () => {
    const instructor = createViewer('INSTRUCTOR')
    const instructorId = instructor.id
    await publishedCourse(course, { instructor, title: 'Open' })
    await draftCourse(course, { instructor, title: 'Hidden' })
    for (const viewer of [null, createViewer(), instructor]) {
      expect(titles(await list(viewer, { filter: { instructorId } }))).toEqual(['Open'])
    }
    const drafts = { filter: { instructorId, status: 'DRAFT' } }
    expect(await list(createViewer('INSTRUCTOR'), drafts)).toMatchObject({ nodes: [], totalCount: 0 })
    expect(await list(null, drafts)).toMatchObject({ nodes: [], totalCount: 0 })
    for (const viewer of [instructor, admin]) expect(titles(await list(viewer, drafts))).toEqual(['Hidden'])
  })

  test('finds by category, language and text, whose wildcards are plain characters', async () => {
    const instructor = createViewer('INSTRUCTOR')
    const instructorId = instructor.id
    const { category } = await mutate(course, admin, 'createCategory', { name: newId('category') })
    const { id } = await publishedCourse(course, { instructor, title: '100% pure_Python' })
    await publishedCourse(course, { instructor, title: 'Biology' })
    await mutate(course, instructor, 'updateCourse', { courseId: id, categoryId: category.id, language: 'de-AT' })
    const found = async (filter: object) => titles(await list(null, { filter: { instructorId, ...filter } }))
    const pure = ['100% pure_Python']
    expect(await found({ categoryId: category.id })).toEqual(pure)
    expect(await found({ categoryId: newId('category') })).toEqual([])
    expect(await found({ language: 'DE-at' })).toEqual(pure)
    expect(await found({ language: '%' })).toEqual([])
    expect(await found({ search: 'PYTHON' })).toEqual(pure)
    expect(await found({ search: '0% p' })).toEqual(pure)
    expect(await found({ search: 'e_P' })).toEqual(pure)
    expect(await found({ search: 'B_ology' })).toEqual([])
    expect(await found({ search: '\\' })).toEqual([])
    expect(await found({ search: 'letters' })).toHaveLength(2)
  })

  test.each(['NEWEST', 'TITLE', 'POPULAR'])(
    'sorted by %s pages join without gaps, forwards and backwards',
    async (sort) => {
      const instructor = createViewer('INSTRUCTOR')
      for (const title of ['b', 'c', 'a', 'c', 'b']) {
        const { id } = await publishedCourse(course, { instructor, title })
        if (title === 'b') await enrolledLearner(course, id)
      }
      const filter = { instructorId: instructor.id }
      const all = await list(null, { filter, sort })
      expect(titles(all)).toEqual(
        { NEWEST: ['b', 'c', 'a', 'c', 'b'], TITLE: ['a', 'b', 'b', 'c', 'c'], POPULAR: ['b', 'b', 'c', 'a', 'c'] }[
          sort
        ],
      )
      const paged: { id: string }[] = []
      for (let after: string | null = null, more = true; more; ) {
        const page: typeof all = await list(null, { filter, sort, first: 2, after })
        paged.push(...page.nodes)
        after = page.pageInfo.endCursor
        more = page.pageInfo.hasNextPage
      }
      expect(paged).toEqual(all.nodes)
      expect((await list(null, { filter, sort, last: 3 })).nodes).toEqual(all.nodes.slice(-3))
    },
  )

  test.each([{ first: 0 }, { first: -1 }, { first: 1000 }, { first: 1, last: 1 }, { after: 'x' }])(
    '%o is bad input',
    async (page) => {
      expect((await course.execute(null, LIST, page)).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
    },
  )
})

test.each([
  ['NUL', 'a\u0000b'],
  ['a lone surrogate', '\ud800'],
  ['a megabyte', 'x'.repeat(1_000_000)],
  ['SQL', "' or 1=1 --"],
])('%s as an id, a slug or a search text is no failure of ours', async (_what, text) => {
  for (const query of [
    'query ($text: String!) { course(slug: $text) { id } }',
    'query ($text: ID!) { course(id: $text) { sections { id } } }',
    'query ($text: String!) { courses(filter: { search: $text, language: $text }) { totalCount nodes { id } } }',
    'query ($text: ID!) { courses(filter: { categoryId: $text, instructorId: $text }) { nodes { id } } }',
  ]) {
    const { data, errors } = await course.execute(admin, query, { text })
    if (errors) expect(errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT'])
    else expect([null, { nodes: [] }, { nodes: [], totalCount: 0 }]).toContainEqual(data.course ?? data.courses ?? null)
  }
  const references = ['Course', 'Enrollment', 'Certificate'].map((__typename) => ({ __typename, id: text }))
  for (const reference of references) {
    const { data, errors } = await course.entities(admin, [reference], '')
    expect(errors?.map(({ extensions }) => extensions.code) ?? ['BAD_USER_INPUT']).toEqual(['BAD_USER_INPUT'])
    expect(data._entities).toEqual([null])
  }
})

describe('User.taughtCourses', () => {
  test('shows the person drafts too, others what is on offer', async () => {
    const instructor = createViewer('INSTRUCTOR')
    await publishedCourse(course, { instructor, title: 'Open' })
    await draftCourse(course, { instructor, title: 'Hidden' })
    const taught = async (viewer: Parameters<TestSubgraph['execute']>[0]) =>
      (
        await course.entities(
          viewer,
          [{ __typename: 'User', id: instructor.id }],
          '... on User { taughtCourses { nodes { title hasUnpublishedChanges } totalCount } }',
        )
      ).data._entities[0].taughtCourses
    const open = { title: 'Open', hasUnpublishedChanges: false }
    for (const viewer of [instructor, admin]) {
      expect(await taught(viewer)).toEqual({
        nodes: [{ title: 'Hidden', hasUnpublishedChanges: true }, open],
        totalCount: 2,
      })
    }
    for (const viewer of [null, createViewer()]) {
      expect(await taught(viewer)).toEqual({ nodes: [{ ...open, hasUnpublishedChanges: null }], totalCount: 1 })
    }
  })
})

describe('categories', () => {
  test('are added by staff, once per name, and listed by name', async () => {
    const name = newId('arts')
    const input = { name }
    const { errors } = await mutate(course, createViewer('INSTRUCTOR'), 'createCategory', input)
    expect(errors[0].extensions.code).toBe('FORBIDDEN')
    const added = await Promise.all(Array.from({ length: 5 }, () => mutate(course, admin, 'createCategory', input)))
    expect(added.filter(({ category }) => category)).toHaveLength(1)
    expect(added.flatMap(refusals)).toEqual(Array(4).fill(['input.name', 'NAME_TAKEN']))
    expect(refusals(await mutate(course, admin, 'createCategory', { name: '  ' }))).toEqual([
      ['input.name', 'TOO_SMALL'],
    ])
    const { data } = await course.execute(null, '{ categories(first: 100) { nodes { name } } }')
    const names: string[] = data.categories.nodes.map((category: { name: string }) => category.name)
    expect(names).toContain(name)
    expect(names).toEqual(names.toSorted())
  })
})
