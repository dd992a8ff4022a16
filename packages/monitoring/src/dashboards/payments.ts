import type { Dashboard } from './dashboard.ts'

export const payments: Dashboard = {
  name: 'payments',
  title: 'LMS / Payments',
  rows: {
    Webhooks: [
      {
        title: 'Webhooks by what became of them',
        unit: 'ops',
        queries: {
          '{{provider}} {{outcome}}': 'sum by (provider, outcome) (rate(lms_payment_webhooks_total[$__rate_interval]))',
        },
      },
      {
        title: 'Webhooks that wait',
        unit: 'short',
        queries: { '{{provider}}': 'max by (provider) (lms_payment_webhooks_unprocessed)' },
      },
      {
        title: 'Since the oldest of them came',
        unit: 's',
        queries: { '{{provider}}': 'max by (provider) (lms_payment_webhooks_oldest_age_seconds)' },
      },
      {
        title: 'Time to take a webhook',
        unit: 's',
        description: 'Razorpay wants an answer within 5 s.',
        queries: {
          '{{route}}':
            'histogram_quantile(0.95, sum by (route, le) (rate(lms_http_request_duration_seconds_bucket{route=~"/webhooks/.+"}[$__rate_interval])))',
        },
      },
    ],
    'From money to access': [
      {
        title: 'Facts of payment, as others handled them',
        unit: 'ops',
        queries: {
          '{{service}} {{type}} {{outcome}}':
            'sum by (service, type, outcome) (rate(lms_events_consumed_total{type=~"lms.payment.+",outcome!="DEAD"}[$__rate_interval]))',
        },
      },
      {
        title: 'Time from the payment to the enrolment',
        unit: 's',
        description: 'All events of the course service; one in twenty takes longer.',
        queries: {
          p95: 'histogram_quantile(0.95, sum by (le) (rate(lms_event_delay_seconds_bucket{service="course-service"}[$__rate_interval])))',
        },
      },
      {
        title: 'Events of payment that are not published',
        unit: 'short',
        queries: { events: 'max(lms_outbox_pending{service="payment-service"})' },
      },
    ],
    'Buying and giving back': [
      {
        title: 'Requests to the payment subgraph',
        unit: 'reqps',
        queries: {
          '{{outcome}}':
            'sum by (outcome) (rate(lms_router_subgraph_request_duration_seconds_count{subgraph="payment"}[$__rate_interval]))',
        },
      },
      {
        title: 'Time to the answer',
        unit: 's',
        description: 'Providers are asked meanwhile. One in twenty takes longer.',
        queries: {
          p95: 'histogram_quantile(0.95, sum by (le) (rate(lms_router_subgraph_request_duration_seconds_bucket{subgraph="payment"}[$__rate_interval])))',
        },
      },
      {
        title: 'Errors of the payment subgraph',
        unit: 'reqps',
        queries: {
          errors: 'sum(rate(lms_router_subgraph_errors_total{subgraph="payment"}[$__rate_interval])) or vector(0)',
        },
      },
    ],
  },
}
