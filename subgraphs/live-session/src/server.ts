import { rosterCourseHandlers } from '@lms/kit/events/roster'
import { defineService } from '@lms/kit/service'
import { createConference } from './conference.ts'
import { readConfig } from './config.ts'
import { type Context, createContext } from './context.ts'
import type { Deps } from './deps.ts'
import { onEnrollmentActivated } from './events/on-enrollment-activated.ts'
import { onEnrollmentEnded } from './events/on-enrollment-ended.ts'
import { onErasureRequested } from './events/on-erasure-requested.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { startClosingSessions } from './jobs/close-sessions.ts'
import { startFinalisingAttendance } from './jobs/finalise-attendance.ts'
import { startSweepingRoomEvents } from './jobs/sweep-room-events.ts'
import { resolvers } from './modules/resolvers.generated.ts'
import { permissions } from './permissions.ts'

export const startLiveSession = defineService<Deps, Context>({
  service: 'live-session-service',
  readConfig,
  PrismaClient,
  schemaFile: new URL('../schema.graphql', import.meta.url),
  resolvers,
  permissions,
  createDeps: (base) => ({ ...base, conference: createConference(base.config) }),
  createContext,
  handlers: [...rosterCourseHandlers, onEnrollmentActivated, onEnrollmentEnded, onErasureRequested],
  jobs: [startClosingSessions, startFinalisingAttendance, startSweepingRoomEvents],
})
