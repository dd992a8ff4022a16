import type { Graph } from '../graph/graph.ts'
import { Feed } from './feed.ts'
import type { FeedParts } from './feed-parts.ts'
import { endings, type Subscription } from './subscription.ts'
import { audienceTopic, type Topic } from './topic.ts'

/** What feeds need of one another. */
export interface FeedRegistry {
  /** Gives a subscription that was admitted the events of its audience. `admittedAt` is where that began, if known. */
  joinAudience(subscription: Subscription, topic: Topic, admittedAt: string | null): void
  /** A feed has come to another place: where another one of its topic stands, one of the two is enough. */
  settle(feed: Feed): void
  forget(feed: Feed): void
}

/** All streams of the router, shared as far as they can be. */
export interface Feeds {
  /** Gives a subscription the events of a topic, from its position on. */
  join(subscription: Subscription, topic: Topic): void
  /** Ends everything that is of another graph than the one that serves now. */
  endAllBut(graph: Graph): void
}

/** @param parts all but what is made here */
export function createFeeds(parts: Omit<FeedParts, 'registry'>): Feeds {
  /** By the keys of topics; several feeds of one stand at different places. */
  const families = new Map<string, Set<Feed>>()
  const registry: FeedRegistry = {
    joinAudience(subscription, topic, admittedAt) {
      join(subscription, audienceTopic(topic), admittedAt)
    },
    settle(feed) {
      const family = families.get(feed.topic.key)
      if (!family || family.size === 1 || feed.position === null) return
      const other = [...family].find((each) => each !== feed && each.isOpen && each.position === feed.position)
      if (other) feed.moveTo(other)
    },
    forget(feed) {
      const family = families.get(feed.topic.key)
      family?.delete(feed)
      if (family?.size === 0) families.delete(feed.topic.key)
    },
  }
  const allParts = { ...parts, registry }
  const join = (subscription: Subscription, topic: Topic, now: string | null) => {
    const { position, requestId } = subscription
    const family = families.get(topic.key) ?? new Set()
    const known = [...family].find((feed) => feed.takes(position))
    if (known) return known.add(subscription)
    const start = { position: position ?? now, isLive: position === null, requestId }
    const feed = new Feed(allParts, topic, start)
    families.set(topic.key, family.add(feed))
    feed.add(subscription)
  }
  let serving: Graph | null = null
  return {
    join(subscription, topic) {
      // It may have been prepared with a graph that was replaced in the meantime.
      if (serving && topic.graph !== serving) subscription.fail(endings.reloaded())
      else join(subscription, topic, null)
    },
    endAllBut(graph) {
      serving = graph
      const feeds = [...families.values()].flatMap((family) => [...family])
      for (const feed of feeds) if (feed.topic.graph !== graph) feed.failAll([endings.reloaded()])
    },
  }
}
