import type { EventCause } from '@lms/kit/events/event-cause'
import { startJob } from '@lms/kit/job'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps } from '../deps.ts'
import type { RefundModel } from '../generated/prisma/models.ts'
import { askForRefund } from '../refunding/ask-for-refund.ts'

const EVERY_MS = 10_000
const MOST_AT_ONCE = 20

/** Asks the providers for refunds that they have not confirmed. */
export const reconcileRefunds = (deps: Deps): BackgroundWork =>
  startJob(deps, { name: 'reconcile-refunds', everyMs: EVERY_MS, run: (cause) => reconcile(deps, cause) })

async function reconcile(deps: Deps, cause: EventCause): Promise<void> {
  for (let asked = 0; asked < MOST_AT_ONCE; asked++) {
    const refund = await takeDueRefund(deps)
    if (!refund) return
    try {
      await askForRefund(deps, refund, cause)
    } catch (error) {
      deps.log.warn({ err: error, refundId: refund.id }, 'refund not reconciled')
      return
    }
  }
}

/** Takes a refund whose time has come, so that no other replica asks too; the older it is, the later comes the next time. */
async function takeDueRefund({ db, clock }: Deps): Promise<RefundModel | null> {
  const now = clock.now().toISOString()
  const [taken] = await db.$queryRaw<{ id: string }[]>`
    update refund
    set next_check_at = ${now}::timestamptz + greatest(interval '1 minute', ${now}::timestamptz - created_at)
    where id = (
      select id from refund where next_check_at <= ${now}::timestamptz
      order by next_check_at limit 1 for update skip locked
    )
    returning id`
  return taken ? db.refund.findUniqueOrThrow({ where: { id: taken.id } }) : null
}
