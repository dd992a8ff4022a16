import { startRetention } from '@lms/kit/retention'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps } from '../deps.ts'

/** Deletes webhooks that were acted upon long ago: what they changed is in orders and ledger, and their bodies are personal. */
export const deleteOldWebhooks = (deps: Deps): BackgroundWork =>
  startRetention(deps, {
    name: 'delete-old-webhooks',
    days: deps.config.WEBHOOK_RETENTION_DAYS,
    async deleteSome(before, limit) {
      const { count } = await deps.db.webhookEvent.deleteMany({ where: { processedAt: { lt: before } }, limit })
      return count
    },
  })
