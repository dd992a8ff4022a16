import { analyticsCollected, analyticsErased } from '@lms/contracts/analytics'
import { askToCollect, askToErase } from '@lms/testkit/privacy'
import { setUp } from '@lms/testkit/set-up'
import { expect, test } from 'vitest'
import { rebuildProjections } from '../src/projections/rebuild-projections.ts'
import { factsFor, november } from './facts.ts'
import { startTestAnalytics } from './start-analytics.ts'

const subgraph = setUp(startTestAnalytics)

test('an erasure takes when somebody learned, also from the log, and counts stay', async () => {
  const facts = factsFor(subgraph)
  const { courseId } = await facts.course()
  const [ada, other] = [facts.learner(courseId), facts.learner(courseId)]
  for (const learner of [ada, other]) {
    await learner.begins(november(2))
    await learner.progresses(november(3))
    await learner.startsQuiz(november(4))
  }
  const collected = await askToCollect(subgraph, analyticsCollected, ada.userId)
  expect(collected.records).toMatchObject({ activity: [{ courseId }, { courseId }] })
  const receipts = await askToErase(subgraph, analyticsErased, ada.userId)
  expect(receipts.map(({ erased }) => erased)).toEqual([2, 0])
  const active = () => subgraph.database.query('select distinct user_id from activity_fact')
  expect(await active()).toEqual([{ user_id: other.userId }])
  await rebuildProjections({ DATABASE_URL: subgraph.database.url, DB_SSL_MODE: 'disable' })
  expect(await active()).toEqual([{ user_id: other.userId }])
  expect(await subgraph.database.query('select 1 from enrollment_fact')).toHaveLength(2)
})
