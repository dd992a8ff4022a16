import type { HandlerContext } from '@lms/kit/events/handles'
import type { ServiceBase } from '@lms/kit/service'
import type { PaymentConfig } from './config.ts'
import type { Prisma, PrismaClient } from './generated/prisma/client.ts'
import type { PaymentProviders } from './providers/payment-provider.ts'
import type { CountWebhook } from './webhooks/measure-webhooks.ts'

export type Tx = Prisma.TransactionClient

/** Everything the service depends on, made once at start. */
export interface Deps extends ServiceBase<PaymentConfig, PrismaClient, Tx> {
  providers: PaymentProviders
  countWebhook: CountWebhook
}

/** What reactions to other domains' events get. */
export type EventContext = Deps & HandlerContext<Tx>
