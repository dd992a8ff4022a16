import { Counter, type Registry } from 'prom-client'

/** What became of a delivery; RETRIED means that a transient fault sent it back. */
export type DeliveryOutcome = 'APPLIED' | 'STALE' | 'DUPLICATE' | 'SKIPPED' | 'DEAD' | 'RETRIED'

const NAME = 'lms_events_consumed_total'

/** Counts deliveries by event type and outcome; a type that the service does not handle is counted as `other`. */
export function countEvents(registry: Registry | undefined): (type: string | null, outcome: DeliveryOutcome) => void {
  if (!registry) return () => {}
  const existing = registry.getSingleMetric(NAME)
  const counter =
    existing instanceof Counter
      ? existing
      : new Counter({
          name: NAME,
          help: 'Events delivered to this service',
          labelNames: ['type', 'outcome'],
          registers: [registry],
        })
  return (type, outcome) => counter.inc({ type: type ?? 'other', outcome })
}
