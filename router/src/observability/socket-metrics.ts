import { Counter, Gauge, type Registry } from 'prom-client'

/** What the router tells of sockets and subscriptions; docs/observability.md explains each metric. */
export interface SocketMetrics {
  /** `code` as closed by either side. */
  socketClosed(code: number): void
  /** An upgrade that was refused with this status. */
  socketRefused(status: number): void
  /** `reason` is an error code, `complete`, `client` or `socket`. */
  subscriptionEnded(reason: string): void
  /** A stream that a subgraph broke off and that is asked for again. */
  upstreamInterrupted(subgraph: string): void
  eventReceived(subgraph: string): void
  eventSent(subscribers: number): void
  /** Where more waited than may: before a `stream` is resolved, or at a client's `socket`. */
  queueOverflowed(where: 'stream' | 'socket'): void
}

/** Every other close code shares a label: clients may send any. */
const KNOWN_CODES = new Set([
  1000, 1001, 1005, 1006, 1009, 1011, 1012, 1013, 4400, 4401, 4403, 4406, 4408, 4409, 4429, 4500,
])
const OTHER = 'other'

export function measureSockets(registry: Registry): SocketMetrics {
  const registers = [registry]
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name, help, labelNames, registers })
  const closed = counter('lms_router_sockets_closed_total', 'WebSockets that were closed, by close code', ['code'])
  // From 0, because what appears as 1 is no increase for Prometheus.
  for (const code of [...KNOWN_CODES, OTHER]) closed.inc({ code }, 0)
  const refused = counter('lms_router_sockets_refused_total', 'WebSockets that were refused, by status', ['status'])
  const ended = counter('lms_router_subscriptions_ended_total', 'Subscriptions that ended, by reason', ['reason'])
  const interrupted = counter(
    'lms_router_upstreams_interrupted_total',
    'Streams that a subgraph broke off and that were asked for again',
    ['subgraph'],
  )
  const received = counter('lms_router_events_received_total', 'Events from subgraphs', ['subgraph'])
  const sent = counter('lms_router_events_sent_total', 'Events to clients')
  const overflows = counter('lms_router_queue_overflows_total', 'Times that too much waited', ['where'])
  return {
    socketClosed: (code) => closed.inc({ code: KNOWN_CODES.has(code) ? code : OTHER }),
    socketRefused: (status) => refused.inc({ status }),
    subscriptionEnded: (reason) => ended.inc({ reason }),
    upstreamInterrupted: (subgraph) => interrupted.inc({ subgraph }),
    eventReceived: (subgraph) => received.inc({ subgraph }),
    eventSent: (subscribers) => sent.inc(subscribers),
    queueOverflowed: (where) => overflows.inc({ where }),
  }
}

/** What there is at the moment. */
export interface ObservedSockets {
  sockets: () => number
  subscriptions: () => number
  /** Streams by subgraph. */
  upstreams: () => ReadonlyMap<string, number>
}

/** Adds the metrics that are counted whenever Prometheus asks, so that they cannot drift from what there is. */
export function observeSockets(registry: Registry, { sockets, subscriptions, upstreams }: ObservedSockets): void {
  const registers = [registry]
  new Gauge({
    name: 'lms_router_sockets',
    help: 'WebSockets of clients',
    registers,
    collect() {
      this.set(sockets())
    },
  })
  new Gauge({
    name: 'lms_router_subscriptions',
    help: 'Subscriptions of clients',
    registers,
    collect() {
      this.set(subscriptions())
    },
  })
  new Gauge({
    name: 'lms_router_upstreams',
    help: 'Streams from subgraphs',
    labelNames: ['subgraph'],
    registers,
    collect() {
      for (const [subgraph, count] of upstreams()) this.set({ subgraph }, count)
    },
  })
}
