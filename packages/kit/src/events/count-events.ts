import { Counter, Histogram, type Metric, type Registry } from 'prom-client'
import type { Clock } from '../clock.ts'
import type { ReadMessage } from './read-message.ts'

/** What became of a delivery; RETRIED means that a transient fault sent it back. */
export type DeliveryOutcome = 'APPLIED' | 'STALE' | 'DUPLICATE' | 'SKIPPED' | 'DEAD' | 'RETRIED'

/** Type of what is no event, or of none that the service handles. */
const OTHER = 'other'

/**
 * Counts deliveries by event type and outcome (a type that the service does not handle is counted as `other`) and
 * measures how long after the fact an event took effect. Dead letters of the types that are handled are counted from 0:
 * what appears as 1 is no increase for Prometheus.
 */
export function countEvents(
  registry: Registry | undefined,
  clock: Clock,
  types: Iterable<string>,
): (read: ReadMessage<never>, outcome: DeliveryOutcome) => void {
  if (!registry) return () => {}
  const counter = metricOf(
    registry,
    'lms_events_consumed_total',
    (name) =>
      new Counter({
        name,
        help: 'Events delivered to this service',
        labelNames: ['type', 'outcome'],
        registers: [registry],
      }),
  )
  const delay = metricOf(
    registry,
    'lms_event_delay_seconds',
    (name) =>
      new Histogram({
        name,
        help: 'Time from a fact to its effect in this service',
        buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 120, 600],
        registers: [registry],
      }),
  )
  for (const type of [...types, OTHER]) counter.inc({ type, outcome: 'DEAD' satisfies DeliveryOutcome }, 0)
  return (read, outcome) => {
    const type = read.kind === 'EVENT' ? read.envelope.type : read.kind === 'MALFORMED' ? read.type : null
    counter.inc({ type: type ?? OTHER, outcome })
    if (read.kind !== 'EVENT' || outcome !== 'APPLIED') return
    delay.observe(Math.max(0, clock.now().getTime() - Date.parse(read.envelope.time)) / 1000)
  }
}

/** Consumers of one registry share their metrics. */
function metricOf<Made extends Metric>(registry: Registry, name: string, make: (name: string) => Made): Made {
  return (registry.getSingleMetric(name) as Made | undefined) ?? make(name)
}
