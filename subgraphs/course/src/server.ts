import { defineService } from '@lms/kit/service'
import { readConfig } from './config.ts'
import { type Context, createContext } from './context.ts'
import type { Deps } from './deps.ts'
import { lockFirst } from './events/lock-first.ts'
import { onAssignmentPublished } from './events/on-assignment-published.ts'
import { onAttendanceFinalised } from './events/on-attendance-finalised.ts'
import { onErasureRequested } from './events/on-erasure-requested.ts'
import { onExportOpened } from './events/on-export-opened.ts'
import { onFileAvailable } from './events/on-file-available.ts'
import { onGradeReleased } from './events/on-grade-released.ts'
import { onGrantIssued } from './events/on-grant-issued.ts'
import { onGrantRevoked } from './events/on-grant-revoked.ts'
import { onLiveSessionScheduled } from './events/on-live-session-scheduled.ts'
import { onPriceSet } from './events/on-price-set.ts'
import { onQuizPublished } from './events/on-quiz-published.ts'
import { onRefundWindowClosed } from './events/on-refund-window-closed.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { admitWaiting } from './jobs/admit-waiting.ts'
import { resumeCompletions } from './jobs/resume-completions.ts'
import { resolvers } from './modules/resolvers.generated.ts'
import { permissions } from './permissions.ts'

export const startCourse = defineService<Deps, Context>({
  service: 'course-service',
  readConfig,
  PrismaClient,
  schemaFile: new URL('../schema.graphql', import.meta.url),
  resolvers,
  permissions,
  createDeps: (base) => base,
  createContext,
  handlers: [
    onPriceSet,
    onGrantIssued,
    onGrantRevoked,
    onRefundWindowClosed,
    onErasureRequested,
    onExportOpened,
    onFileAvailable,
    onQuizPublished,
    onAssignmentPublished,
    onLiveSessionScheduled,
    onGradeReleased,
    onAttendanceFinalised,
  ],
  lockFirst,
  jobs: [admitWaiting, resumeCompletions],
})
