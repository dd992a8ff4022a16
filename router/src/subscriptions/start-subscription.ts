import type { Account } from '../budget/account.ts'
import type { Caller } from '../caller.ts'
import { type Charges, tooExpensive } from '../charge.ts'
import { rejection, type SettledOperation } from '../prepare-operation.ts'
import type { Feeds } from './feeds.ts'
import type { Outlet } from './outlet.ts'
import { Subscription } from './subscription.ts'
import { createTopic, type Topic } from './topic.ts'

/** What starting subscriptions needs, made once at start. */
export interface SubscriptionParts {
  readonly feeds: Feeds
  readonly charges: Charges
  /** Where subgraphs take subscriptions when not at the address of their queries. */
  readonly socketUrls: ReadonlyMap<string, string> | undefined
  /** End the whole subscription where a part of it is not allowed, instead of leaving that part out. */
  readonly rejectUnauthorized: boolean
  readonly onEnd: (reason: string) => void
  readonly onOverflow: () => void
}

/** Who subscribes, by which socket, and under which id. */
export interface Subscriber {
  readonly id: string
  readonly requestId: string
  readonly caller: Caller
  readonly outlet: Outlet
  readonly account: Account
}

/**
 * Charges a subscription and makes it, with nothing sent yet.
 * @throws RequestRefusal UNAUTHORIZED_FIELD_OR_TYPE, MAX_COST_EXCEEDED, THROTTLED
 */
export async function startSubscription(
  parts: SubscriptionParts,
  settled: SettledOperation,
  subscriber: Subscriber,
): Promise<{ subscription: Subscription; topic: Topic }> {
  const { charges, socketUrls } = parts
  const { caller, account } = subscriber
  const topic = createTopic(settled, caller.viewer, socketUrls)
  if (!topic) throw rejection(settled.decision)
  const estimated = await charge(charges, account, topic)
  const { document, operation, planned, variables } = settled
  const subscription = new Subscription({
    ...subscriber,
    after: topic.after,
    onEnd(reason, cost) {
      parts.onEnd(reason)
      const charged = { caller, document, operation, formula: planned.cost, variables }
      if (charges.mode !== 'off') charges.onCharged(charged, { estimated, actual: estimated + cost })
    },
    onOverflow: parts.onOverflow,
  })
  return { subscription, topic }
}

/** Takes what the plan costs once, and lets some of what events may cost be paid for in advance. */
async function charge({ mode, ceiling }: Charges, account: Account, { planned, variables }: Topic): Promise<number> {
  if (mode === 'off') return 0
  const estimated = planned.cost.estimate(variables)
  if (mode === 'enforce' && estimated > ceiling) throw tooExpensive(estimated, ceiling)
  await account.take(estimated, estimated)
  return estimated
}
