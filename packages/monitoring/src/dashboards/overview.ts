import type { Dashboard } from './dashboard.ts'

/** Whether the product works, in one look; everything else is for finding out why not. */
export const overview: Dashboard = {
  name: 'overview',
  title: 'LMS / Overview',
  rows: {
    'The promise': [
      {
        title: 'Alerts that fire',
        unit: 'short',
        kind: 'stat',
        queries: { alerts: 'count(ALERTS{alertstate="firing",priority=~"P.+"}) or vector(0)' },
      },
      {
        title: 'Failed operations',
        unit: 'percentunit',
        kind: 'stat',
        queries: { failed: 'service:lms_router_failures:ratio_rate5m' },
      },
      {
        title: 'Error budget left',
        unit: 'percentunit',
        kind: 'stat',
        description: 'Of the last 30 days: 99.9 % of operations may not fail by our fault.',
        queries: {
          left: '1 - (sum(increase(lms_router_requests_total{outcome="failed"}[30d])) or vector(0)) / sum(increase(lms_router_requests_total{outcome=~"ok|errors|failed"}[30d])) / 0.001',
        },
      },
      {
        title: 'One in twenty takes longer',
        unit: 's',
        kind: 'stat',
        queries: { p95: 'service:lms_router_latency_seconds:p95_rate5m' },
      },
    ],
    Operations: [
      {
        title: 'Operations by outcome',
        unit: 'reqps',
        queries: { '{{outcome}}': 'sum by (outcome) (rate(lms_router_requests_total[$__rate_interval]))' },
      },
      {
        title: 'Time to the answer',
        unit: 's',
        queries: Object.fromEntries(
          [0.5, 0.95, 0.99].map((quantile) => [
            `p${quantile * 100}`,
            `histogram_quantile(${quantile}, sum by (le) (rate(lms_router_operation_duration_seconds_bucket[$__rate_interval])))`,
          ]),
        ),
      },
      {
        title: 'Failed requests by service',
        unit: 'percentunit',
        description: 'Statuses of 5xx.',
        queries: { '{{service}}': 'service:lms_http_errors:ratio_rate5m' },
      },
      {
        title: 'Requests by service',
        unit: 'reqps',
        queries: { '{{service}}': 'service:lms_http_requests:rate5m' },
      },
    ],
    'What is under it': [
      {
        title: 'Dependencies',
        unit: 'short',
        description: '1: every pod of the service gets answers from it.',
        queries: { '{{service}} → {{dependency}}': 'min by (service, dependency) (lms_dependency_up)' },
      },
      {
        title: 'Oldest event that is not published',
        unit: 's',
        queries: { '{{service}}': 'max by (service) (lms_outbox_oldest_age_seconds)' },
      },
      { title: 'WebSockets', unit: 'short', queries: { sockets: 'sum(lms_router_sockets)' } },
      {
        title: 'Pods that are scraped',
        unit: 'short',
        queries: { '{{service}}': 'count by (service) (lms_dependency_up{dependency=~"database|redis"})' },
      },
    ],
  },
}
