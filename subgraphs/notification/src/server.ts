import { defineService } from '@lms/kit/service'
import { readConfig } from './config.ts'
import { type Context, createContext } from './context.ts'
import type { Deps } from './deps.ts'
import { handlers } from './events/handlers.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { fanOut } from './jobs/fan-out.ts'
import { sendEmails } from './jobs/send-emails.ts'
import { createLinkAddresses } from './mail/link-addresses.ts'
import { createMailer } from './mail/mailer.ts'
import { resolvers } from './modules/resolvers.generated.ts'
import { permissions } from './permissions.ts'

export const startNotification = defineService<Deps, Context>({
  service: 'notification-service',
  readConfig,
  PrismaClient,
  schemaFile: new URL('../schema.graphql', import.meta.url),
  resolvers,
  permissions,
  createDeps: (base) => ({
    ...base,
    mailer: createMailer(base.config),
    linkAddresses: createLinkAddresses(base.config),
  }),
  createContext,
  handlers,
  jobs: [sendEmails, fanOut],
  close: async ({ mailer }) => mailer.close(),
})
