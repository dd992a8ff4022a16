import type { ServiceBase } from '@lms/kit/service'
import type { NotificationConfig } from './config.ts'
import type { Prisma, PrismaClient } from './generated/prisma/client.ts'
import type { LinkAddresses } from './mail/link-addresses.ts'
import type { Mailer } from './mail/mailer.ts'

export type Tx = Prisma.TransactionClient

/** Everything the service depends on, made once at start. */
export interface Deps extends ServiceBase<NotificationConfig, PrismaClient, Tx> {
  mailer: Mailer
  linkAddresses: LinkAddresses
}
