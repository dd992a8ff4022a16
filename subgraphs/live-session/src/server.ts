import { rosterCourseHandlers } from '@lms/kit/events/roster'
import { checkRedis, openRedis } from '@lms/kit/redis'
import { defineService } from '@lms/kit/service'
import { createBells } from '@lms/kit/streams/bells'
import { ringing } from '@lms/kit/streams/ring-on-commit'
import { createConference } from './conference/conference.ts'
import { readConfig } from './config.ts'
import { type Context, createContext } from './context.ts'
import type { Deps } from './deps.ts'
import { onEnrollmentActivated } from './events/on-enrollment-activated.ts'
import { onEnrollmentEnded } from './events/on-enrollment-ended.ts'
import { onErasureRequested } from './events/on-erasure-requested.ts'
import { onExportOpened } from './events/on-export-opened.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { startClosingSessions } from './jobs/close-sessions.ts'
import { startFinalisingAttendance } from './jobs/finalise-attendance.ts'
import { startKeepingPresence } from './jobs/keep-presence.ts'
import { startSweepingRoomEvents } from './jobs/sweep-room-events.ts'
import { startTellingConference } from './jobs/tell-conference.ts'
import { createHeartbeats } from './modules/presence/heartbeats.ts'
import { resolvers } from './modules/resolvers.generated.ts'
import { createRequireWatchable } from './modules/room/require-watchable.ts'
import { createRooms } from './modules/room/rooms.ts'
import { permissions } from './permissions.ts'

export const startLiveSession = defineService<Deps, Context>({
  service: 'live-session-service',
  readConfig,
  PrismaClient,
  schemaFile: new URL('../schema.graphql', import.meta.url),
  resolvers,
  permissions,
  createDeps: (base, overrides) => {
    const redis = overrides.redis ?? openRedis(base.config, base.log)
    const bells = createBells(redis, base)
    return {
      ...base,
      transact: ringing(base.transact, bells),
      conference: createConference(base.config),
      redis,
      bells,
      rooms: createRooms({ ...base, bells }),
      requireWatchable: createRequireWatchable(base.db),
      heartbeats: createHeartbeats({ ...base, redis }),
    }
  },
  createContext,
  handlers: [...rosterCourseHandlers, onEnrollmentActivated, onEnrollmentEnded, onErasureRequested, onExportOpened],
  jobs: [
    startClosingSessions,
    startKeepingPresence,
    startFinalisingAttendance,
    startSweepingRoomEvents,
    startTellingConference,
  ],
  checks: ({ redis }) => ({ redis: () => checkRedis(redis) }),
  close: async ({ redis, bells }, overrides) => {
    bells.close()
    if (!overrides.redis) redis.disconnect()
  },
})
