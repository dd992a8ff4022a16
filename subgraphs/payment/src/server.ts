import { rosterCourseHandlers } from '@lms/kit/events/roster'
import { defineService } from '@lms/kit/service'
import { readConfig } from './config.ts'
import { type Context, createContext } from './context.ts'
import type { Deps } from './deps.ts'
import { onCourseCompleted } from './events/on-course-completed.ts'
import { onErasureRequested } from './events/on-erasure-requested.ts'
import { onExportOpened } from './events/on-export-opened.ts'
import { onGrantSettled } from './events/on-grant-settled.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { applyStoredWebhooks } from './jobs/apply-stored-webhooks.ts'
import { deleteOldWebhooks } from './jobs/delete-old-webhooks.ts'
import { reconcilePayments } from './jobs/reconcile-payments.ts'
import { reconcileRefunds } from './jobs/reconcile-refunds.ts'
import { resumeSagas } from './jobs/resume-sagas.ts'
import { resolvers } from './modules/resolvers.generated.ts'
import { permissions } from './permissions.ts'
import { createRazorpay } from './providers/razorpay.ts'
import { createStripe } from './providers/stripe.ts'
import { countWebhooks, observeWebhooks } from './webhooks/measure-webhooks.ts'
import { readWaitingWebhooks } from './webhooks/read-waiting-webhooks.ts'
import { receiveWebhooks } from './webhooks/receive-webhooks.ts'

export const startPayment = defineService<Deps, Context>({
  service: 'payment-service',
  readConfig,
  PrismaClient,
  schemaFile: new URL('../schema.graphql', import.meta.url),
  resolvers,
  permissions,
  createDeps: (base) => {
    observeWebhooks(base.metrics, () => readWaitingWebhooks(base))
    return {
      ...base,
      providers: { STRIPE: createStripe(base.config), RAZORPAY: createRazorpay(base.config) },
      countWebhook: countWebhooks(base.metrics),
    }
  },
  createContext,
  handlers: [...rosterCourseHandlers, onGrantSettled, onCourseCompleted, onErasureRequested, onExportOpened],
  jobs: [applyStoredWebhooks, deleteOldWebhooks, reconcilePayments, reconcileRefunds, resumeSagas],
  routes: receiveWebhooks,
})
