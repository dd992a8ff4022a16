import type { Environment } from '@lms/kit/config'
import { rosterCourseHandlers } from '@lms/kit/events/roster'
import { createServiceBase, type Overrides, startService } from '@lms/kit/service'
import type { RunningService } from '@lms/kit/subgraph'
import { type PaymentConfig, readConfig } from './config.ts'
import { createContext, type Tx } from './context.ts'
import type { Deps } from './deps.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { applyStoredWebhooks } from './jobs/apply-stored-webhooks.ts'
import { reconcilePayments } from './jobs/reconcile-payments.ts'
import { resolvers } from './modules/resolvers.generated.ts'
import { permissions } from './permissions.ts'
import { createRazorpay } from './providers/razorpay.ts'
import { createStripe } from './providers/stripe.ts'
import { receiveWebhooks } from './webhooks/receive-webhooks.ts'

export async function startPayment(environment: Environment, overrides: Overrides = {}): Promise<RunningService> {
  const config = readConfig(environment)
  const base = createServiceBase<PaymentConfig, PrismaClient, Tx>('payment-service', config, PrismaClient, overrides)
  const deps: Deps = { ...base, providers: { STRIPE: createStripe(config), RAZORPAY: createRazorpay(config) } }
  return startService(
    deps,
    {
      schemaFile: new URL('../schema.graphql', import.meta.url),
      resolvers,
      permissions,
      createContext,
      handlers: rosterCourseHandlers,
      jobs: [applyStoredWebhooks, reconcilePayments],
      routes: (app) => receiveWebhooks(app, deps),
    },
    overrides,
  )
}
