import type { Environment } from '@lms/kit/config'
import { createServiceBase, type Overrides, startService } from '@lms/kit/service'
import type { RunningService } from '@lms/kit/subgraph'
import { type NotificationConfig, readConfig } from './config.ts'
import { createContext, type Tx } from './context.ts'
import type { Deps } from './deps.ts'
import { handlers } from './events/handlers.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { fanOut } from './jobs/fan-out.ts'
import { sendEmails } from './jobs/send-emails.ts'
import { createMailer } from './mail/mailer.ts'
import { resolvers } from './modules/resolvers.generated.ts'
import { permissions } from './permissions.ts'

export async function startNotification(environment: Environment, overrides: Overrides = {}): Promise<RunningService> {
  const config = readConfig(environment)
  const base = createServiceBase<NotificationConfig, PrismaClient, Tx>(
    'notification-service',
    config,
    PrismaClient,
    overrides,
  )
  const deps: Deps = { ...base, mailer: createMailer(config) }
  return startService(
    deps,
    {
      schemaFile: new URL('../schema.graphql', import.meta.url),
      resolvers,
      permissions,
      createContext,
      handlers,
      jobs: [sendEmails, fanOut],
      close: async () => deps.mailer.close(),
    },
    overrides,
  )
}
