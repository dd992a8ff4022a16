import type { Charges } from '../charge.ts'
import type { SocketMetrics } from '../observability/socket-metrics.ts'
import type { SubscriptionHost } from './subscription.ts'

/** Reckons with subscriptions that are over: the client's socket, what it holds open, what it is charged, metrics. */
export const createSubscriptionHost = (charges: Charges, metrics: SocketMetrics): SubscriptionHost => ({
  ended(subscription, reason) {
    const { subscriber, started, estimatedCost, eventCost } = subscription
    const { id, caller, presence, outlet } = subscriber
    presence.subscriptions -= 1
    outlet.forget(id, subscription)
    metrics.subscriptionEnded(reason)
    if (charges.mode === 'off') return
    const { document, operation, planned, variables } = started
    const cost = { estimated: estimatedCost, actual: estimatedCost + eventCost }
    charges.onCharged({ caller, document, operation, formula: planned.cost, variables }, cost)
  },
  overflowed: () => metrics.queueOverflowed('socket'),
})
