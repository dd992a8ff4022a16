import { rosterCourseHandlers, rosterEnrollmentHandlers } from '@lms/kit/events/roster'
import { defineService } from '@lms/kit/service'
import { readConfig } from './config.ts'
import { type Context, createContext } from './context.ts'
import type { Deps } from './deps.ts'
import { onErasureRequested } from './events/on-erasure-requested.ts'
import { onExportOpened } from './events/on-export-opened.ts'
import { onFileAvailable } from './events/on-file-available.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { releaseGrades } from './jobs/release-grades.ts'
import { submitExpiredAttempts } from './jobs/submit-expired-attempts.ts'
import { resolvers } from './modules/resolvers.generated.ts'
import { permissions } from './permissions.ts'

export const startAssessment = defineService<Deps, Context>({
  service: 'assessment-service',
  readConfig,
  PrismaClient,
  schemaFile: new URL('../schema.graphql', import.meta.url),
  resolvers,
  permissions,
  createDeps: (base) => base,
  createContext,
  handlers: [...rosterCourseHandlers, ...rosterEnrollmentHandlers, onFileAvailable, onErasureRequested, onExportOpened],
  jobs: [submitExpiredAttempts, releaseGrades],
})
