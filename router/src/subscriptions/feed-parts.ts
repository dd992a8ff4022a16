import type { Logger } from '@lms/kit/log'
import type { SocketMetrics } from '../observability/socket-metrics.ts'
import type { FeedRegistry } from './feeds.ts'
import type { Topic } from './topic.ts'
import type { Upstreams } from './upstreams.ts'

/** What all feeds share, made once at start. */
export interface FeedParts {
  readonly upstreams: Upstreams
  readonly registry: FeedRegistry
  readonly metrics: SocketMetrics
  readonly log: Logger
  readonly now: () => Date
  /** Longest time for what an event needs of other subgraphs. */
  readonly deadlineMs: number
  /** How long a stream that was broken off may be away. */
  readonly resumeMs: number
  /** Most events of one feed that are being resolved. */
  readonly mostPending: number
  /** Makes the payload of `subscribe` for a subgraph, as JSON. */
  readonly writeSubscribe: WriteSubscribe
}

export type WriteSubscribe = (topic: Topic, options: { after: string | null; requestId: string }) => Promise<string>
