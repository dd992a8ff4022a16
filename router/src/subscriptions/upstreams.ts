import { UpstreamConnection, type UpstreamSink } from './upstream-connection.ts'

/** Where a subgraph takes subscriptions. */
export interface UpstreamAddress {
  /** Name in the supergraph. */
  readonly subgraph: string
  readonly url: string
}

/** The streams of all subgraphs, over one connection to each. */
export interface Upstreams {
  /** Starts a stream. @returns what ends it; without effect on one that is over */
  start(address: UpstreamAddress, sink: UpstreamSink): () => void
  /** Streams by subgraph. */
  counts(): ReadonlyMap<string, number>
  /** Looks after the connections; to be called every few seconds. */
  tick(): void
  close(): void
}

/** @param maxBytes largest message that is read */
export function createUpstreams(maxBytes: number): Upstreams {
  const connections = new Map<string, { subgraph: string; connection: UpstreamConnection }>()
  const connectionTo = ({ subgraph, url }: UpstreamAddress): UpstreamConnection => {
    const known = connections.get(url)
    if (known) return known.connection
    const connection = new UpstreamConnection({ url, maxBytes })
    connections.set(url, { subgraph, connection })
    return connection
  }
  return {
    start(address, sink) {
      const connection = connectionTo(address)
      const id = connection.start(sink)
      return () => connection.stop(id)
    },
    counts() {
      const counts = new Map<string, number>()
      for (const { subgraph, connection } of connections.values())
        counts.set(subgraph, (counts.get(subgraph) ?? 0) + connection.size)
      return counts
    },
    tick() {
      for (const { connection } of connections.values()) connection.tick()
    },
    close() {
      for (const { connection } of connections.values()) connection.close()
    },
  }
}
