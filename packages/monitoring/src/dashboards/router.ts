import type { Dashboard } from './dashboard.ts'

export const router: Dashboard = {
  name: 'router',
  title: 'LMS / Router',
  rows: {
    Operations: [
      {
        title: 'Operations, the ten most frequent',
        unit: 'reqps',
        queries: {
          '{{operation}}': 'topk(10, sum by (operation) (rate(lms_router_requests_total[$__rate_interval])))',
        },
      },
      {
        title: 'Time to the answer, the ten slowest',
        unit: 's',
        description: 'One in twenty takes longer.',
        queries: {
          '{{operation}}':
            'topk(10, histogram_quantile(0.95, sum by (operation, le) (rate(lms_router_operation_duration_seconds_bucket[$__rate_interval]))))',
        },
      },
      {
        title: 'Errors by code',
        unit: 'reqps',
        queries: { '{{code}}': 'sum by (code) (rate(lms_router_errors_total[$__rate_interval]))' },
      },
      {
        title: 'Requests and connections now',
        unit: 'short',
        queries: {
          requests: 'sum(lms_router_requests_in_flight)',
          connections: 'sum(lms_router_open_connections)',
        },
      },
    ],
    Subgraphs: [
      {
        title: 'Time to the answer by subgraph',
        unit: 's',
        description: 'One in twenty takes longer.',
        queries: {
          '{{subgraph}}':
            'histogram_quantile(0.95, sum by (subgraph, le) (rate(lms_router_subgraph_request_duration_seconds_bucket[$__rate_interval])))',
        },
      },
      {
        title: 'Requests to subgraphs by outcome',
        unit: 'reqps',
        queries: {
          '{{subgraph}} {{outcome}}':
            'sum by (subgraph, outcome) (rate(lms_router_subgraph_request_duration_seconds_count[$__rate_interval]))',
        },
      },
      {
        title: 'Errors in answers of subgraphs',
        unit: 'reqps',
        queries: {
          '{{subgraph}} {{code}}': 'sum by (subgraph, code) (rate(lms_router_subgraph_errors_total[$__rate_interval]))',
        },
      },
      {
        title: 'Open circuits',
        unit: 'short',
        description: '1: the subgraph is left alone, because too many requests to it failed.',
        queries: { '{{subgraph}}': 'max by (subgraph) (lms_router_subgraph_circuit_open)' },
      },
    ],
    'Plans and costs': [
      {
        title: 'Found in caches',
        unit: 'percentunit',
        queries: {
          '{{cache}}':
            'sum by (cache) (rate(lms_router_cache_lookups_total{result="hit"}[$__rate_interval])) / sum by (cache) (rate(lms_router_cache_lookups_total[$__rate_interval]))',
        },
      },
      {
        title: 'Time to plan',
        unit: 's',
        description: 'One in twenty takes longer.',
        queries: {
          p95: 'histogram_quantile(0.95, sum by (le) (rate(lms_router_planning_duration_seconds_bucket[$__rate_interval])))',
        },
      },
      {
        title: 'Points by caller',
        unit: 'short',
        queries: {
          '{{caller}} estimated': 'sum by (caller) (rate(lms_router_estimated_cost_points_sum[$__rate_interval]))',
          '{{caller}} actual': 'sum by (caller) (rate(lms_router_actual_cost_points_sum[$__rate_interval]))',
        },
      },
      {
        title: 'Refused for lack of budget, and where budgets are kept',
        unit: 'reqps',
        queries: {
          throttled: 'sum(rate(lms_router_throttled_total[$__rate_interval])) or vector(0)',
          'kept in {{store}}': 'sum by (store) (rate(lms_router_budget_steps_total[$__rate_interval]))',
        },
      },
    ],
    'The process': [
      {
        title: 'Supergraph',
        unit: 'short',
        description: 'Pods by the supergraph that serves; two while a release is under way.',
        queries: { '{{graph}}': 'count by (graph) (lms_router_supergraph_info)' },
      },
      {
        title: 'Event loop',
        unit: 's',
        queries: { '{{instance}}': 'nodejs_eventloop_lag_p99_seconds{service="api-gateway"}' },
      },
      {
        title: 'Memory',
        unit: 'bytes',
        queries: { '{{instance}}': 'process_resident_memory_bytes{service="api-gateway"}' },
      },
      {
        title: 'CPU',
        unit: 'percentunit',
        queries: { '{{instance}}': 'rate(process_cpu_seconds_total{service="api-gateway"}[$__rate_interval])' },
      },
    ],
  },
}
