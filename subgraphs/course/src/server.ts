import type { Environment } from '@lms/kit/config'
import { createServiceBase, type Overrides, startService } from '@lms/kit/service'
import type { RunningService } from '@lms/kit/subgraph'
import { type CourseConfig, readConfig } from './config.ts'
import { createContext, type Tx } from './context.ts'
import type { Deps } from './deps.ts'
import { onAssignmentPublished } from './events/on-assignment-published.ts'
import { onAttendanceFinalised } from './events/on-attendance-finalised.ts'
import { onFileAvailable } from './events/on-file-available.ts'
import { onGradeReleased } from './events/on-grade-released.ts'
import { onGrantIssued } from './events/on-grant-issued.ts'
import { onLiveSessionScheduled } from './events/on-live-session-scheduled.ts'
import { onPriceSet } from './events/on-price-set.ts'
import { onQuizPublished } from './events/on-quiz-published.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { admitWaiting } from './jobs/admit-waiting.ts'
import { resolvers } from './modules/resolvers.generated.ts'
import { permissions } from './permissions.ts'

export async function startCourse(environment: Environment, overrides: Overrides = {}): Promise<RunningService> {
  const config = readConfig(environment)
  const deps: Deps = createServiceBase<CourseConfig, PrismaClient, Tx>(
    'course-service',
    config,
    PrismaClient,
    overrides,
  )
  return startService(
    deps,
    {
      schemaFile: new URL('../schema.graphql', import.meta.url),
      resolvers,
      permissions,
      createContext,
      handlers: [
        onPriceSet,
        onGrantIssued,
        onFileAvailable,
        onQuizPublished,
        onAssignmentPublished,
        onLiveSessionScheduled,
        onGradeReleased,
        onAttendanceFinalised,
      ],
      jobs: [admitWaiting],
    },
    overrides,
  )
}
