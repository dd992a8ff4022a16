import type { Environment } from '@lms/kit/config'
import { rosterCourseHandlers } from '@lms/kit/events/roster'
import { createServiceBase, type Overrides, startService } from '@lms/kit/service'
import type { RunningService } from '@lms/kit/subgraph'
import { createConference } from './conference.ts'
import { type LiveSessionConfig, readConfig } from './config.ts'
import { createContext } from './context.ts'
import type { Deps, Tx } from './deps.ts'
import { onEnrollmentActivated } from './events/on-enrollment-activated.ts'
import { onEnrollmentEnded } from './events/on-enrollment-ended.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { startClosingSessions } from './jobs/close-sessions.ts'
import { startFinalisingAttendance } from './jobs/finalise-attendance.ts'
import { resolvers } from './modules/resolvers.generated.ts'
import { permissions } from './permissions.ts'

export async function startLiveSession(environment: Environment, overrides: Overrides = {}): Promise<RunningService> {
  const config = readConfig(environment)
  const base = createServiceBase<LiveSessionConfig, PrismaClient, Tx>(
    'live-session-service',
    config,
    PrismaClient,
    overrides,
  )
  const deps: Deps = { ...base, conference: createConference(config) }
  return startService(
    deps,
    {
      schemaFile: new URL('../schema.graphql', import.meta.url),
      resolvers,
      permissions,
      createContext,
      handlers: [...rosterCourseHandlers, onEnrollmentActivated, onEnrollmentEnded],
      jobs: [startClosingSessions, startFinalisingAttendance],
    },
    overrides,
  )
}
