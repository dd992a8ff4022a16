import { checkRedis, openRedis } from '@lms/kit/redis'
import { defineService } from '@lms/kit/service'
import { createBells } from '@lms/kit/streams/bells'
import { ringing } from '@lms/kit/streams/ring-on-commit'
import { readConfig } from './config.ts'
import { type Context, createContext } from './context.ts'
import type { Deps } from './deps.ts'
import { handlers } from './events/handlers.ts'
import { lockFirst } from './events/lock-first.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { deleteOldNotifications } from './jobs/delete-old-notifications.ts'
import { fanOut } from './jobs/fan-out.ts'
import { sendEmails } from './jobs/send-emails.ts'
import { createLinkAddresses } from './mail/link-addresses.ts'
import { createMailer } from './mail/mailer.ts'
import { resolvers } from './modules/resolvers.generated.ts'
import { createInboxReaders } from './modules/streams/inbox-readers.ts'
import { permissions } from './permissions.ts'

export const startNotification = defineService<Deps, Context>({
  service: 'notification-service',
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
      mailer: createMailer(base.config),
      linkAddresses: createLinkAddresses(base.config),
      redis,
      bells,
      inboxReaders: createInboxReaders(base.db),
    }
  },
  createContext,
  handlers,
  lockFirst,
  jobs: [sendEmails, fanOut, deleteOldNotifications],
  checks: ({ redis }) => ({ redis: () => checkRedis(redis) }),
  close: async ({ mailer, redis, bells }, overrides) => {
    mailer.close()
    bells.close()
    if (!overrides.redis) redis.disconnect()
  },
})
