import { rosterCourseHandlers, rosterEnrollmentHandlers } from '@lms/kit/events/roster'
import { defineService } from '@lms/kit/service'
import { readConfig } from './config.ts'
import { type Context, createContext } from './context.ts'
import type { Deps } from './deps.ts'
import { onErasureRequested } from './events/on-erasure-requested.ts'
import { onExportCollected } from './events/on-export-collected.ts'
import { onExportOpened } from './events/on-export-opened.ts'
import { onExportRequested } from './events/on-export-requested.ts'
import { onLessonFilesSet } from './events/on-lesson-files-set.ts'
import { onSubmissionReceived } from './events/on-submission-received.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { startAssemblingExports } from './jobs/assemble-exports.ts'
import { startExpiringFiles } from './jobs/expire-files.ts'
import { startExpiringReservations } from './jobs/expire-reservations.ts'
import { startPurgingObjects } from './jobs/purge-objects.ts'
import { startVerifyingUploads } from './jobs/verify-uploads.ts'
import { resolvers } from './modules/resolvers.generated.ts'
import { createObjectStorage } from './object-storage.ts'
import { permissions } from './permissions.ts'

export const startFile = defineService<Deps, Context>({
  service: 'file-service',
  readConfig,
  PrismaClient,
  schemaFile: new URL('../schema.graphql', import.meta.url),
  resolvers,
  permissions,
  createDeps: (base) => ({ ...base, storage: createObjectStorage(base.config) }),
  createContext,
  handlers: [
    ...rosterCourseHandlers,
    ...rosterEnrollmentHandlers,
    onLessonFilesSet,
    onSubmissionReceived,
    onErasureRequested,
    onExportRequested,
    onExportOpened,
    ...onExportCollected,
  ],
  jobs: [
    startExpiringReservations,
    startVerifyingUploads,
    startAssemblingExports,
    startExpiringFiles,
    startPurgingObjects,
  ],
  checks: ({ storage }) => ({ storage: () => storage.check() }),
  close: async ({ storage }) => storage.close(),
})
