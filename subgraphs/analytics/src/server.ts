import { defineService } from '@lms/kit/service'
import { readConfig } from './config.ts'
import { type Context, createContext } from './context.ts'
import type { Deps } from './deps.ts'
import { handlers } from './events/handlers.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { eventLog } from './log/event-log.ts'
import { resolvers } from './modules/resolvers.generated.ts'
import { permissions } from './permissions.ts'
import { PROJECTIONS } from './projections/projections.ts'
import { rebuildProjections } from './projections/rebuild-projections.ts'

export const startAnalytics = defineService<Deps, Context>({
  service: 'analytics-service',
  readConfig,
  PrismaClient,
  schemaFile: new URL('../schema.graphql', import.meta.url),
  resolvers,
  permissions,
  createDeps: (base) => base,
  createContext,
  handlers,
  derived: { from: eventLog.table, tables: PROJECTIONS.map(({ table }) => table), remake: rebuildProjections },
  archives: [eventLog],
})
