import type { Environment } from '@lms/kit/config'
import { rosterCourseHandlers, rosterEnrollmentHandlers } from '@lms/kit/events/roster'
import { createServiceBase, type Overrides, startService } from '@lms/kit/service'
import type { RunningService } from '@lms/kit/subgraph'
import { type FileConfig, readConfig } from './config.ts'
import { createContext } from './context.ts'
import type { Deps, Tx } from './deps.ts'
import { onLessonFilesSet } from './events/on-lesson-files-set.ts'
import { onSubmissionReceived } from './events/on-submission-received.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { startExpiringReservations } from './jobs/expire-reservations.ts'
import { startPurgingObjects } from './jobs/purge-objects.ts'
import { startVerifyingUploads } from './jobs/verify-uploads.ts'
import { resolvers } from './modules/resolvers.generated.ts'
import { createObjectStorage } from './object-storage.ts'
import { permissions } from './permissions.ts'

export async function startFile(environment: Environment, overrides: Overrides = {}): Promise<RunningService> {
  const config = readConfig(environment)
  const base = createServiceBase<FileConfig, PrismaClient, Tx>('file-service', config, PrismaClient, overrides)
  const deps: Deps = { ...base, storage: createObjectStorage(config) }
  return startService(
    deps,
    {
      schemaFile: new URL('../schema.graphql', import.meta.url),
      resolvers,
      permissions,
      createContext,
      handlers: [...rosterCourseHandlers, ...rosterEnrollmentHandlers, onLessonFilesSet, onSubmissionReceived],
      jobs: [startExpiringReservations, startVerifyingUploads, startPurgingObjects],
      checks: { storage: () => deps.storage.check() },
      close: async () => deps.storage.close(),
    },
    overrides,
  )
}
