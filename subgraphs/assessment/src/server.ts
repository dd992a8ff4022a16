import type { Environment } from '@lms/kit/config'
import { rosterCourseHandlers, rosterEnrollmentHandlers } from '@lms/kit/events/roster'
import { createServiceBase, type Overrides, startService } from '@lms/kit/service'
import type { RunningService } from '@lms/kit/subgraph'
import { type AssessmentConfig, readConfig } from './config.ts'
import { createContext, type Tx } from './context.ts'
import { onFileAvailable } from './events/on-file-available.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { releaseGrades } from './jobs/release-grades.ts'
import { submitExpiredAttempts } from './jobs/submit-expired-attempts.ts'
import { resolvers } from './modules/resolvers.generated.ts'
import { permissions } from './permissions.ts'

export async function startAssessment(environment: Environment, overrides: Overrides = {}): Promise<RunningService> {
  const config = readConfig(environment)
  const deps = createServiceBase<AssessmentConfig, PrismaClient, Tx>(
    'assessment-service',
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
      handlers: [...rosterCourseHandlers, ...rosterEnrollmentHandlers, onFileAvailable],
      jobs: [submitExpiredAttempts, releaseGrades],
    },
    overrides,
  )
}
