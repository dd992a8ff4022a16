import { courseCollected, courseErased } from '@lms/contracts/course'
import { askToCollect, askToErase } from '@lms/testkit/privacy'
import { setUp } from '@lms/testkit/set-up'
import { expect, test } from 'vitest'
import { enrolledLearner, enrollmentOf, mutate, publishedCourse, startTestCourse } from './start-course.ts'

const course = setUp(startTestCourse)

async function reviewer(body: string) {
  const { id: courseId } = await publishedCourse(course, { price: 0 })
  const { learner } = await enrolledLearner(course, courseId)
  await mutate(course, learner, 'reviewCourse', { courseId, rating: 4, body })
  return { learner, courseId }
}

test('an erasure takes the words of reviews; ratings, enrolments and certificates stay', async () => {
  const [ada, other] = [await reviewer('Mine.'), await reviewer('Not theirs.')]
  const receipts = await askToErase(course, courseErased, ada.learner.id)
  expect(receipts.map(({ erased }) => erased)).toEqual([1, 0])
  const review = (id: string) => course.database.query('select rating, body from review where author_id = $1', [id])
  expect(await review(ada.learner.id)).toEqual([{ rating: 4, body: null }])
  expect(await review(other.learner.id)).toEqual([{ rating: 4, body: 'Not theirs.' }])
  expect((await enrollmentOf(course, ada.learner, ada.courseId)).status).toBe('ACTIVE')
})

test('an export holds what somebody learns and thinks', async () => {
  const { learner, courseId } = await reviewer('Good.')
  const { records } = await askToCollect(course, courseCollected, learner.id)
  expect(records).toMatchObject({
    enrollments: [{ courseId, grants: [{ source: 'FREE' }] }],
    reviews: [{ rating: 4, body: 'Good.' }],
    courses: [],
  })
})
