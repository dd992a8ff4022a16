import { giveBackMemory } from '@lms/kit/give-back-memory'
import type { RouterMetrics } from '@lms/router/observability/metrics'
import { startRouter } from '@lms/router/server'

const nothing = () => {}
const noMetrics: RouterMetrics = {
  requestArrived: nothing,
  requestLeft: nothing,
  requestAnswered: nothing,
  cacheLookedUp: nothing,
  planned: nothing,
  subgraphAsked: nothing,
  subgraphErrors: nothing,
  circuitChanged: nothing,
  charged: nothing,
  budgetStepped: nothing,
  supergraphReloaded: nothing,
  socketClosed: nothing,
  socketRefused: nothing,
  subscriptionEnded: nothing,
  upstreamInterrupted: nothing,
  eventReceived: nothing,
  eventSent: nothing,
  queueOverflowed: nothing,
}

/* The router as a process of the benchmark; it ends with its parent. */
const router = await startRouter(process.env, process.env.BENCH_METRICS === 'off' ? { routerMetrics: noMetrics } : {})
giveBackMemory()
process.on('disconnect', () => process.exit())
process.on('unhandledRejection', (reason) => {
  console.error('unhandled rejection', reason)
  process.exit(1)
})
process.send?.(Number(new URL(router.url).port))
