import { Counter, Gauge } from 'prom-client'
import type { Metrics } from '../metrics.ts'

/** What a process tells of its streams; `field` is a root field of the schema. */
export interface StreamMetrics {
  readonly open: Gauge<'field' | 'kind'>
  readonly events: Counter<'field'>
  readonly ended: Counter<'field' | 'code'>
}

export function createStreamMetrics({ registry }: Metrics): StreamMetrics {
  const registers = [registry]
  return {
    open: new Gauge({
      name: 'lms_streams_open',
      help: 'Subscriptions that are served: streams of events, and admissions to one',
      labelNames: ['field', 'kind'],
      registers,
    }),
    events: new Counter({
      name: 'lms_stream_events_total',
      help: 'Events sent to subscribers',
      labelNames: ['field'],
      registers,
    }),
    ended: new Counter({
      name: 'lms_streams_ended_total',
      help: 'Streams that ended, by why',
      labelNames: ['field', 'code'],
      registers,
    }),
  }
}
