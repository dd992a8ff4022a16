import type { Dashboard } from './dashboard.ts'

/** Live sessions, and everything else that clients are told without asking. */
export const live: Dashboard = {
  name: 'live',
  title: 'LMS / Live',
  rows: {
    Sockets: [
      { title: 'WebSockets', unit: 'short', queries: { '{{instance}}': 'lms_router_sockets' } },
      {
        title: 'Closed, by code',
        unit: 'ops',
        queries: { '{{code}}': 'sum by (code) (rate(lms_router_sockets_closed_total[$__rate_interval])) > 0' },
      },
      {
        title: 'Lost in five minutes',
        unit: 'short',
        queries: { sockets: 'lms:sockets_dropped:increase5m' },
      },
      {
        title: 'Refused, and too slow',
        unit: 'ops',
        queries: {
          refused: 'sum(rate(lms_router_sockets_refused_total[$__rate_interval])) or vector(0)',
          'overflow: {{where}}':
            'sum by (where) (rate(lms_router_queue_overflows_total[$__rate_interval])) or vector(0)',
        },
      },
    ],
    Subscriptions: [
      {
        title: 'Subscriptions, and streams that feed them',
        unit: 'short',
        queries: { subscriptions: 'sum(lms_router_subscriptions)', streams: 'sum(lms_router_upstreams)' },
      },
      {
        title: 'Ended, by reason',
        unit: 'ops',
        queries: { '{{reason}}': 'sum by (reason) (rate(lms_router_subscriptions_ended_total[$__rate_interval]))' },
      },
      {
        title: 'Events in and out',
        unit: 'ops',
        queries: {
          'from {{subgraph}}': 'sum by (subgraph) (rate(lms_router_events_received_total[$__rate_interval]))',
          'to clients': 'sum(rate(lms_router_events_sent_total[$__rate_interval]))',
        },
      },
      {
        title: 'Streams that broke off',
        unit: 'ops',
        queries: {
          'all subgraphs': 'sum(rate(lms_router_upstreams_interrupted_total[$__rate_interval])) or vector(0)',
        },
      },
    ],
    Behind: [
      {
        title: 'Streams by field',
        unit: 'short',
        queries: { '{{field}} {{kind}}': 'sum by (field, kind) (lms_streams_open)' },
      },
      {
        title: 'Events by field',
        unit: 'ops',
        queries: { '{{field}}': 'sum by (field) (rate(lms_stream_events_total[$__rate_interval]))' },
      },
      {
        title: 'Since the router heard which access ended',
        unit: 's',
        queries: { '{{instance}}': 'lms_router_access_feed_age_seconds' },
      },
      {
        title: 'Event loop of the live session service',
        unit: 's',
        queries: { '{{instance}}': 'nodejs_eventloop_lag_p99_seconds{service="live-session-service"}' },
      },
    ],
  },
}
