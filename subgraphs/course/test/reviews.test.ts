import { newId } from '@lms/kit/ids'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { expect, test } from 'vitest'
import { draftCourse, enrolledLearner, mutate, publishedCourse, refusals, startTestCourse } from './start-course.ts'

const course = setUp(startTestCourse)

const ratingOf = async (id: string) =>
  (
    await course.execute(
      null,
      'query ($id: ID!) { course(id: $id) { rating { average count } reviews { nodes { author { id } rating body } totalCount } } }',
      { id },
    )
  ).data.course

test('learners rate a course once each; a later review replaces the earlier', async () => {
  const { id: courseId } = await publishedCourse(course)
  expect((await ratingOf(courseId)).rating).toEqual({ average: null, count: 0 })
  const learners = await Promise.all([1, 2, 3].map(() => enrolledLearner(course, courseId)))
  for (const [index, { learner }] of learners.entries()) {
    await mutate(course, learner, 'reviewCourse', { courseId, rating: [5, 4, 4][index], body: `Review ${index}` })
  }
  const [first] = learners
  const changed = await mutate(course, first?.learner ?? null, 'reviewCourse', { courseId, rating: 3, body: ' ' })
  expect(changed).toMatchObject({
    userErrors: [],
    review: { rating: 3, body: null },
    course: { rating: { average: 3.67, count: 3 } },
  })
  const { reviews } = await ratingOf(courseId)
  expect(reviews.totalCount).toBe(3)
  expect(reviews.nodes.at(-1)).toEqual({ author: { id: first?.learner.id }, rating: 3, body: null })
})

test('ten reviews by one learner at once count as one', async () => {
  const { id: courseId } = await publishedCourse(course)
  const { learner } = await enrolledLearner(course, courseId)
  await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      mutate(course, learner, 'reviewCourse', { courseId, rating: 1 + (index % 5) }),
    ),
  )
  const { rating, reviews } = await ratingOf(courseId)
  expect(rating).toEqual({ average: reviews.nodes[0].rating, count: 1 })
})

test('ratings by many at once are all in the mean', async () => {
  const { id: courseId } = await publishedCourse(course)
  const learners = await Promise.all(Array.from({ length: 10 }, () => enrolledLearner(course, courseId)))
  await Promise.all(
    learners.map(({ learner }, index) =>
      mutate(course, learner, 'reviewCourse', { courseId, rating: index < 5 ? 5 : 2 }),
    ),
  )
  expect((await ratingOf(courseId)).rating).toEqual({ average: 3.5, count: 10 })
})

test('who has no access, or a course that is not seen, cannot be reviewed', async () => {
  const { id, instructor } = await publishedCourse(course)
  const draft = await draftCourse(course)
  const { learner, enrollmentId } = await enrolledLearner(course, id)
  await course.database.query('update access_grant set revoked_at = $2 where enrollment_id = $1', [
    enrollmentId,
    new Date(0),
  ])
  for (const viewer of [createViewer(), instructor, learner]) {
    const refused = await mutate(course, viewer, 'reviewCourse', { courseId: id, rating: 5 })
    expect(refusals(refused)).toEqual([['input.courseId', 'NOT_ENROLLED']])
  }
  for (const courseId of [draft.id, newId('course')]) {
    const refused = await mutate(course, learner, 'reviewCourse', { courseId, rating: 5 })
    expect(refusals(refused)).toEqual([['input.courseId', 'NOT_FOUND']])
  }
  const { errors } = await mutate(course, null, 'reviewCourse', { courseId: id, rating: 5 })
  expect(errors[0].extensions.code).toBe('UNAUTHENTICATED')
})

test.each([
  ['no star', { rating: 0 }, 'rating', 'TOO_SMALL'],
  ['six stars', { rating: 6 }, 'rating', 'TOO_BIG'],
  ['a long text', { body: 'x'.repeat(5_001) }, 'body', 'TOO_BIG'],
  ['an empty id', { courseId: '' }, 'courseId', 'TOO_SMALL'],
])('%s is refused by field and rule', async (_what, wrong, field, code) => {
  const { id: courseId } = await publishedCourse(course)
  const { learner } = await enrolledLearner(course, courseId)
  const refused = await mutate(course, learner, 'reviewCourse', { courseId, rating: 5, ...wrong })
  expect(refusals(refused)).toEqual([[`input.${field}`, code]])
})
