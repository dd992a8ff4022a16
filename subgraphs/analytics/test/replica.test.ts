import { eventually } from '@lms/testkit/eventually'
import { startReplicatedPostgres } from '@lms/testkit/replicated-postgres'
import { startTestSubgraph } from '@lms/testkit/subgraph'
import { createViewer } from '@lms/testkit/viewers'
import { expect, test } from 'vitest'
import { startAnalytics } from '../src/server.ts'
import { askStats, statsOf } from './ask-stats.ts'
import { factsFor, november } from './facts.ts'

const TEN_MINUTES_MS = 600_000

test('figures are read at the standby, whose they are at the primary', async () => {
  await using postgres = await startReplicatedPostgres('analytics')
  await using subgraph = await startTestSubgraph('analytics', startAnalytics, {
    environment: {
      DATABASE_URL: postgres.url,
      DATABASE_REPLICA_HOST: postgres.standbyHost,
      DATABASE_REPLICA_MAX_LAG_MS: String(TEN_MINUTES_MS),
    },
  })
  const health = async () => (await fetch(`${subgraph.url}/health/replica`)).status
  await eventually(health, (status) => expect(status).toBe(200))
  await postgres.pauseReplay()
  const facts = factsFor(subgraph)
  const { courseId, instructor } = await facts.course()
  await facts.learner(courseId).begins(november(2))
  // The standby has never heard of the course, so it could not say whose it is.
  expect(await statsOf(subgraph, instructor, courseId, 'enrollments asOf')).toEqual({ enrollments: 0, asOf: null })
  expect(await askStats(subgraph, createViewer('INSTRUCTOR'), [courseId], 'enrollments')).toMatchObject({
    errors: [{ extensions: { code: 'FORBIDDEN' } }],
  })
  await postgres.resumeReplay()
  await eventually(
    () => statsOf(subgraph, instructor, courseId, 'enrollments'),
    (stats) => expect(stats).toEqual({ enrollments: 1 }),
  )
})
