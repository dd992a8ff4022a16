import { setImmediate } from 'node:timers/promises'
import type { Graph } from '../graph/graph.ts'
import { Feed } from './feed.ts'
import type { FeedParts } from './feed-parts.ts'
import { type MoveTopicParts, moveTopic } from './move-topic.ts'
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
  /**
   * Goes over to a graph that serves from now on. Streams that it has as well go on; others end, and their clients find out
   * what became of them by subscribing again.
   */
  moveTo(graph: Graph): Promise<void>
}

/** Topics that are moved before others get their turn. */
const MOVED_AT_ONCE = 100

/** @param parts all but what is made here */
export function createFeeds(parts: Omit<FeedParts, 'registry'>, moving: MoveTopicParts): Feeds {
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
  let serving: Graph | null = null
  const join = (subscription: Subscription, topic: Topic, now: string | null) => {
    const { position, requestId } = subscription
    const known = [...(families.get(topic.key) ?? [])].find((feed) => feed.takes(position))
    if (known) return known.add(subscription)
    const start = { position: position ?? now, isLive: position === null, requestId }
    const feed = new Feed(allParts, topic, start)
    keep(feed)
    feed.add(subscription)
  }
  const keep = (feed: Feed) => {
    const { key } = feed.topic
    families.set(key, (families.get(key) ?? new Set()).add(feed))
    // It may have been prepared with a graph that was replaced in the meantime.
    if (serving && feed.topic.graph !== serving) void move(feed, serving)
  }
  const move = async (feed: Feed, graph: Graph) => {
    const topic = await moveTopic(moving, feed.topic, graph)
    // Meanwhile it may have ended, or been moved to a graph that is newer still.
    if (serving !== graph || !families.get(feed.topic.key)?.has(feed)) return
    if (!topic) return feed.failAll([endings.reloaded()])
    registry.forget(feed)
    feed.continueAs(topic)
    keep(feed)
  }
  return {
    join: (subscription, topic) => join(subscription, topic, null),
    async moveTo(graph) {
      serving = graph
      const feeds = [...families.values()].flatMap((family) => [...family])
      for (let at = 0; at < feeds.length; at += MOVED_AT_ONCE) {
        await Promise.all(feeds.slice(at, at + MOVED_AT_ONCE).map((feed) => move(feed, graph)))
        await setImmediate()
      }
    },
  }
}
