import { newId } from '@lms/kit/ids'
import { setUp } from '@lms/testkit/set-up'
import type { TestSubgraph } from '@lms/testkit/subgraph'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import { draftCourse, enrolledLearner, mutate, publishedCourse, refusals, startTestCourse } from './start-course.ts'

const course = setUp(startTestCourse)

const admin = createViewer('ADMIN')

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
