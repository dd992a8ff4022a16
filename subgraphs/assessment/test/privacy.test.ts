import { assessmentCollected, assessmentErased } from '@lms/contracts/assessment'
import { askToCollect, askToErase } from '@lms/testkit/privacy'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { expect, test } from 'vitest'
import {
  answerAll,
  CHOICE,
  call,
  ESSAY,
  enroll,
  givenAssignment,
  openCourse,
  publishedQuiz,
  RIGHT,
  startTestAssessment,
  takeQuiz,
} from './start-assessment.ts'

const assessment = setUp(startTestAssessment)

/** Somebody with a quiz handed in, another under way, and an assignment. */
async function learner() {
  const course = await openCourse(assessment)
  const ada = createViewer()
  await enroll(assessment, course.courseId, ada)
  const done = await publishedQuiz(assessment, course, {}, [CHOICE, ESSAY])
  await takeQuiz(assessment, ada, done, RIGHT)
  const open = await publishedQuiz(assessment, course, {}, [ESSAY])
  const { attempt } = await call(assessment, ada, 'startAttempt', { quizId: open })
  await answerAll(assessment, ada, attempt, RIGHT)
  const assignmentId = await givenAssignment(assessment, course)
  await call(assessment, ada, 'submitAssignment', { assignmentId, text: 'My own words.' })
  return ada
}

test('an erasure takes what somebody wrote, also in an attempt under way; attempts and results stay', async () => {
  const [ada, other] = [await learner(), await learner()]
  const rows = (userId: string) =>
    assessment.database.query(
      `select answer is null as empty from attempt_question join attempt on attempt.id = attempt_id where user_id = $1
       union all select text is null from submission where user_id = $1`,
      [userId],
    )
  const receipts = await askToErase(assessment, assessmentErased, ada.id)
  expect(receipts.map(({ erased }) => erased)).toEqual([4, 0])
  expect(await rows(ada.id)).toEqual(Array.from({ length: 4 }, () => ({ empty: true })))
  expect(await rows(other.id)).toEqual(Array.from({ length: 4 }, () => ({ empty: false })))
  expect(await assessment.database.query('select 1 from attempt where user_id = $1', [ada.id])).toHaveLength(2)
})

test('an export holds what somebody wrote, and no result that they may not see yet', async () => {
  const ada = await learner()
  const { records } = await askToCollect(assessment, assessmentCollected, ada.id)
  expect(records).toMatchObject({ submissions: [{ text: 'My own words.' }], grades: [] })
  const text = JSON.stringify(records)
  expect(text.match(/Light becomes sugar/g)).toHaveLength(2)
  expect(text).not.toMatch(/awarded|answerKey|feedback/)
})
