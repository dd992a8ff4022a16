import type { Environment } from '@lms/kit/config'
import { createServiceBase, type Overrides, startService } from '@lms/kit/service'
import type { RunningService } from '@lms/kit/subgraph'
import { type AnalyticsConfig, readConfig } from './config.ts'
import { createContext, type Tx } from './context.ts'
import type { Deps } from './deps.ts'
import { handlers } from './events/handlers.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { resolvers } from './modules/resolvers.generated.ts'
import { permissions } from './permissions.ts'

export async function startAnalytics(environment: Environment, overrides: Overrides = {}): Promise<RunningService> {
  const config = readConfig(environment)
  const deps: Deps = createServiceBase<AnalyticsConfig, PrismaClient, Tx>(
    'analytics-service',
    config,
    PrismaClient,
    overrides,
  )
  const schemaFile = new URL('../schema.graphql', import.meta.url)
  return startService(deps, { schemaFile, resolvers, permissions, createContext, handlers }, overrides)
}
