import { QuickCounter } from '@lms/kit/quick-counter'
import { QuickHistogram } from '@lms/kit/quick-histogram'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { Caller } from '../caller.ts'
import type { ExchangeOutcome } from '../subgraphs/subgraph-source.ts'
import { createOperationLabel, type NamedOperation } from './operation-label.ts'
import type { Outcome } from './outcome.ts'
import { measureSockets, type SocketMetrics } from './socket-metrics.ts'

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const POINTS = [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000]

type CallerKind = Caller['viewer']['kind']

/** A request to `/graphql` that was answered. */
export interface AnsweredRequest {
  operation: NamedOperation
  caller: CallerKind
  outcome: Outcome
  /** `extensions.code` of every error of the answer. */
  codes: readonly string[]
  /** Whether it came as far as execution; what is refused before is quick and would hide slow answers. */
  ran: boolean
  seconds: number
}

/** What the router tells Prometheus of itself; docs/observability.md explains each metric. */
export interface RouterMetrics extends SocketMetrics {
  requestArrived(): void
  requestLeft(): void
  requestAnswered(request: AnsweredRequest): void
  cacheLookedUp(cache: 'operation' | 'plan', found: boolean): void
  planned(seconds: number): void
  /** One request to a subgraph, retries and refusals of an open circuit included. */
  subgraphAsked(subgraph: string, outcome: ExchangeOutcome, seconds: number): void
  /** `codes` of the errors in a subgraph's answer. */
  subgraphErrors(subgraph: string, codes: readonly string[]): void
  circuitChanged(subgraph: string, open: boolean): void
  charged(caller: CallerKind, cost: { estimated: number; actual: number }): void
  /** Where points were taken from a budget or given back: `memory` while Redis does not answer. */
  budgetStepped(store: 'redis' | 'memory'): void
  supergraphReloaded(outcome: 'loaded' | 'refused'): void
}

export function createRouterMetrics(registry: Registry): RouterMetrics {
  return {
    ...measureRequests(registry),
    ...measurePlanning(registry),
    ...measureSubgraphs(registry),
    ...measureCosts(registry),
    ...measureSockets(registry),
  }
}

type Part<Name extends keyof RouterMetrics> = Pick<RouterMetrics, Name>

function measureRequests(registry: Registry): Part<'requestArrived' | 'requestLeft' | 'requestAnswered'> {
  const registers = [registry]
  const labelOf = createOperationLabel()
  let inFlight = 0
  new Gauge({
    name: 'lms_router_requests_in_flight',
    help: 'Requests to /graphql that are not yet answered',
    registers,
    collect() {
      this.set(inFlight)
    },
  })
  const requests = new QuickCounter({
    name: 'lms_router_requests_total',
    help: 'Requests to /graphql by operation and outcome',
    labelNames: ['operation', 'outcome'],
    registers,
  })
  const durations = new QuickHistogram({
    name: 'lms_router_operation_duration_seconds',
    help: 'Time from the headers of a request to its answer, of operations that ran',
    labelNames: ['operation'],
    buckets: SECONDS,
    registers,
  })
  const errors = new Counter({
    name: 'lms_router_errors_total',
    help: 'Errors in answers by code',
    labelNames: ['code'],
    registers,
  })
  const throttled = new Counter({
    name: 'lms_router_throttled_total',
    help: 'Requests refused for lack of budget by kind of caller',
    labelNames: ['caller'],
    registers,
  })
  return {
    requestArrived() {
      inFlight += 1
    },
    requestLeft() {
      inFlight -= 1
    },
    requestAnswered({ operation, caller, outcome, codes, ran, seconds }) {
      const label = labelOf(operation)
      requests.count(label, outcome)
      if (ran) durations.record(seconds, label)
      for (const code of codes) errors.inc({ code })
      if (outcome === 'throttled') throttled.inc({ caller })
    },
  }
}

function measurePlanning(registry: Registry): Part<'cacheLookedUp' | 'planned' | 'supergraphReloaded'> {
  const registers = [registry]
  const lookUps = new QuickCounter({
    name: 'lms_router_cache_lookups_total',
    help: 'Looks into the caches of validated operations and of plans',
    labelNames: ['cache', 'result'],
    registers,
  })
  const planning = new QuickHistogram({
    name: 'lms_router_planning_duration_seconds',
    help: 'Time to plan an operation that no cache held, waiting for the planner included',
    buckets: SECONDS,
    registers,
  })
  const reloads = new Counter({
    name: 'lms_router_supergraph_reloads_total',
    help: 'Changes of the supergraph file by outcome',
    labelNames: ['outcome'],
    registers,
  })
  return {
    cacheLookedUp: (cache, found) => lookUps.count(cache, found ? 'hit' : 'miss'),
    planned: (seconds) => planning.record(seconds),
    supergraphReloaded: (outcome) => reloads.inc({ outcome }),
  }
}

function measureSubgraphs(registry: Registry): Part<'subgraphAsked' | 'subgraphErrors' | 'circuitChanged'> {
  const registers = [registry]
  const durations = new QuickHistogram({
    name: 'lms_router_subgraph_request_duration_seconds',
    help: 'Requests to subgraphs by outcome; each retry is one of its own',
    labelNames: ['subgraph', 'outcome'],
    buckets: SECONDS,
    registers,
  })
  const errors = new Counter({
    name: 'lms_router_subgraph_errors_total',
    help: 'Errors in answers of subgraphs by code',
    labelNames: ['subgraph', 'code'],
    registers,
  })
  const circuits = new Gauge({
    name: 'lms_router_subgraph_circuit_open',
    help: '1 while requests to the subgraph are refused because too many failed',
    labelNames: ['subgraph'],
    registers,
  })
  return {
    subgraphAsked: (subgraph, outcome, seconds) => durations.record(seconds, subgraph, outcome),
    subgraphErrors(subgraph, codes) {
      for (const code of codes) errors.inc({ subgraph, code })
    },
    circuitChanged: (subgraph, open) => circuits.set({ subgraph }, open ? 1 : 0),
  }
}

function measureCosts(registry: Registry): Part<'charged' | 'budgetStepped'> {
  const registers = [registry]
  const points = (name: string, help: string) =>
    new QuickHistogram({ name, help, labelNames: ['caller'], buckets: POINTS, registers })
  const estimated = points('lms_router_estimated_cost_points', 'Estimated cost of operations that ran')
  const actual = points(
    'lms_router_actual_cost_points',
    'Cost of operations that ran by the lists they really returned',
  )
  const steps = new QuickCounter({
    name: 'lms_router_budget_steps_total',
    help: 'Takings from and returns to cost budgets by where these are kept',
    labelNames: ['store'],
    registers,
  })
  return {
    charged(caller, cost) {
      estimated.record(cost.estimated, caller)
      actual.record(cost.actual, caller)
    },
    budgetStepped: (store) => steps.count(store),
  }
}
