import type { Dashboard } from './dashboard.ts'

export const events: Dashboard = {
  name: 'events',
  title: 'LMS / Events',
  rows: {
    Publishing: [
      {
        title: 'Oldest event that is not published',
        unit: 's',
        queries: { '{{service}}': 'max by (service) (lms_outbox_oldest_age_seconds)' },
      },
      {
        title: 'Events that are not published',
        unit: 'short',
        queries: { '{{service}}': 'max by (service) (lms_outbox_pending)' },
      },
      {
        title: 'Kafka answers',
        unit: 'short',
        queries: { '{{service}}': 'min by (service) (lms_dependency_up{dependency="kafka"})' },
      },
    ],
    Handling: [
      {
        title: 'Events by what became of them',
        unit: 'ops',
        description: 'RETRIED: a database or Kafka is away. DUPLICATE and STALE are harmless.',
        queries: {
          '{{outcome}}': 'sum by (outcome) (rate(lms_events_consumed_total[$__rate_interval]))',
        },
      },
      {
        title: 'Time from a fact to its effect',
        unit: 's',
        description: 'One in twenty takes longer.',
        queries: {
          '{{service}}':
            'histogram_quantile(0.95, sum by (service, le) (rate(lms_event_delay_seconds_bucket[$__rate_interval])))',
        },
      },
      {
        title: 'Events by type, the ten most frequent',
        unit: 'ops',
        queries: {
          '{{type}}': 'topk(10, sum by (type) (rate(lms_events_consumed_total{outcome="APPLIED"}[$__rate_interval])))',
        },
      },
    ],
    Trouble: [
      {
        title: 'Dead letters of the last hour',
        unit: 'short',
        description: 'Types of which none was put aside are 0; `pnpm lms events dead` lists what still lies there.',
        queries: {
          '{{service}} {{type}}':
            'topk(10, sum by (service, type) (increase(lms_events_consumed_total{outcome="DEAD"}[1h])))',
        },
      },
      {
        title: 'Tried again',
        unit: 'ops',
        queries: {
          'all services': 'sum(rate(lms_events_consumed_total{outcome="RETRIED"}[$__rate_interval])) or vector(0)',
        },
      },
    ],
  },
}
