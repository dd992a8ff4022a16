import type { RedisClient } from '@lms/kit/redis'
import type { ServiceBase } from '@lms/kit/service'
import type { Bells } from '@lms/kit/streams/bells'
import type { NotificationConfig } from './config.ts'
import type { Prisma, PrismaClient } from './generated/prisma/client.ts'
import type { LinkAddresses } from './mail/link-addresses.ts'
import type { Mailer } from './mail/mailer.ts'
import type { InboxReaders } from './modules/streams/inbox-readers.ts'

export type Tx = Prisma.TransactionClient

/** Everything the service depends on, made once at start. */
export interface Deps extends ServiceBase<NotificationConfig, PrismaClient, Tx> {
  mailer: Mailer
  linkAddresses: LinkAddresses
  redis: RedisClient
  bells: Bells
  inboxReaders: InboxReaders
}
