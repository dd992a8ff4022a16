import type { Dashboard } from './dashboard.ts'

/** Any of the eight services. */
export const subgraph: Dashboard = {
  name: 'subgraph',
  title: 'LMS / Subgraph',
  choice: { name: 'service', query: 'label_values(lms_sql_statements_total, service)' },
  rows: {
    Requests: [
      {
        title: 'Requests',
        unit: 'reqps',
        queries: {
          '{{route}} {{status}}':
            'sum by (route, status) (rate(lms_http_request_duration_seconds_count{service=~"$service",route!~"/health.*|/metrics"}[$__rate_interval]))',
        },
      },
      {
        title: 'Time to the answer',
        unit: 's',
        queries: Object.fromEntries(
          [0.5, 0.95].map((quantile) => [
            `p${quantile * 100}`,
            `histogram_quantile(${quantile}, sum by (le) (rate(lms_http_request_duration_seconds_bucket{service=~"$service",route="/graphql"}[$__rate_interval])))`,
          ]),
        ),
      },
      {
        title: 'Streams to the router',
        unit: 'short',
        queries: { '{{field}} {{kind}}': 'sum by (field, kind) (lms_streams_open{service=~"$service"}) or vector(0)' },
      },
    ],
    Database: [
      {
        title: 'Statements',
        unit: 'ops',
        queries: {
          statements: 'sum(rate(lms_sql_statements_total{service=~"$service"}[$__rate_interval]))',
        },
      },
      {
        title: 'Statements for each request',
        unit: 'short',
        description: 'Jobs and events count as well: it is high where few ask.',
        queries: {
          statements:
            'sum(rate(lms_sql_statements_total{service=~"$service"}[$__rate_interval])) / sum(rate(lms_http_request_duration_seconds_count{service=~"$service",route="/graphql"}[$__rate_interval]))',
        },
      },
      {
        title: 'Lag of the standby',
        unit: 's',
        description: 'Where one is read: what may lag is read at the primary while this is too high.',
        queries: { '{{instance}}': 'lms_replica_lag_seconds{service=~"$service"}' },
      },
      {
        title: 'Reads that may lag',
        unit: 'ops',
        queries: {
          'at the {{server}}': 'sum by (server) (rate(lms_replica_reads_total{service=~"$service"}[$__rate_interval]))',
        },
      },
      {
        title: 'Dependencies',
        unit: 'short',
        queries: { '{{dependency}}': 'min by (dependency) (lms_dependency_up{service=~"$service"})' },
      },
    ],
    'The process': [
      {
        title: 'Event loop',
        unit: 's',
        queries: { '{{instance}}': 'nodejs_eventloop_lag_p99_seconds{service=~"$service"}' },
      },
      {
        title: 'Memory',
        unit: 'bytes',
        queries: {
          '{{instance}} resident': 'process_resident_memory_bytes{service=~"$service"}',
          '{{instance}} heap': 'nodejs_heap_size_used_bytes{service=~"$service"}',
        },
      },
      {
        title: 'CPU',
        unit: 'percentunit',
        queries: { '{{instance}}': 'rate(process_cpu_seconds_total{service=~"$service"}[$__rate_interval])' },
      },
    ],
  },
}
