import { claimsOf } from '../authorization/claims-of.ts'
import type { Caller } from '../caller.ts'
import { rejection } from '../prepare-operation.ts'
import type { SubscriptionParts } from './start-subscription.ts'
import { endings, type Subscription } from './subscription.ts'
import { createTopic } from './topic.ts'

/**
 * Decides anew on what a subscription may show, because its client came with another credential of the same person. Where
 * that changes anything it goes on, from where it is, with events that are resolved by the new rights.
 */
export async function renewSubscription(
  parts: SubscriptionParts,
  subscription: Subscription,
  { viewer }: Caller,
): Promise<void> {
  const { topic } = subscription
  // It ended just now.
  if (!topic) return
  const { graph, operation } = topic
  const decision = operation.authorization.decide(claimsOf(viewer))
  // A subgraph may decide by anything that it is told of a viewer.
  const isSameViewer = JSON.stringify(viewer) === JSON.stringify(topic.viewer)
  if (isSameViewer && decision.fingerprint === topic.decision.fingerprint) return
  if (parts.rejectUnauthorized && decision.refused.length > 0) return subscription.fail(rejection(decision))
  try {
    const planned = await graph.operations.plan(operation, decision)
    const next = createTopic({ ...topic, decision, planned }, viewer, parts.socketUrls)
    if (!next) return subscription.fail(rejection(decision))
    if (!subscription.detach()) return subscription.fail(endings.interrupted())
    parts.feeds.join(subscription, next)
  } catch {
    // The graph may have been replaced meanwhile.
    subscription.fail(endings.interrupted())
  }
}
