import { Counter, collectDefaultMetrics, Registry } from 'prom-client'
import { QuickHistogram } from './quick-histogram.ts'

/** Metrics of one process. Each service of the embedded stack has its own registry, so nothing is registered globally. */
export interface Metrics {
  readonly registry: Registry
  /** SQL statements sent, whatever their outcome. */
  readonly sqlStatements: Counter
  /** HTTP requests in seconds by method, route and status. */
  readonly httpRequests: QuickHistogram<'method' | 'route' | 'status'>
}

export function createMetrics(service: string, options: { processMetrics: boolean }): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  // Default metrics observe the whole process; in the embedded stack eight services share one.
  if (options.processMetrics) collectDefaultMetrics({ register: registry })
  return {
    registry,
    sqlStatements: new Counter({
      name: 'lms_sql_statements_total',
      help: 'SQL statements sent',
      registers: [registry],
    }),
    httpRequests: new QuickHistogram({
      name: 'lms_http_request_duration_seconds',
      help: 'HTTP requests',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    }),
  }
}
