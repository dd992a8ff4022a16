import { setTimeout as delay } from 'node:timers/promises'
import { findBreaks } from '@lms/chaos/invariants'
import { hurry } from '@lms/chaos/quiesce'
import { query } from '@lms/chaos/system'
import { FORWARDED, FORWARDED_PORTS } from '@lms/deploy/forwarded-ports'
import { forwardedTarget } from '@lms/deploy/forwarded-target'
import { kubectl } from '@lms/deploy/kubectl'
import { forwardPorts } from '@lms/deploy/port-forward'
import { DEPLOYED } from '@lms/deploy/topology'
import type { RollingSystem } from './run-rolling.ts'

/** A few clients send what in life are many. */
const BUDGETS = ['COST_BUDGET_USER', 'COST_BUDGET_STAFF']
const AMPLE = '100000000:1000000'
const LONGEST_MS = 120_000

/**
 * The dev overlay on the cluster of the current context, reached through its ingress. Its Kafka's log itself is not read:
 * what was told and what was handled is compared in the databases.
 * @param ingress where the ingress is reached; without it through `kubectl port-forward`, which gives up where hundreds of
 * connections are closed at once
 */
export async function openCluster(ingress?: string): Promise<RollingSystem & AsyncDisposable> {
  await setBudgets((name) => `${name}=${AMPLE}`)
  const ports = await forwardPorts({
    ...(ingress ? {} : { 'deployment/nginx': FORWARDED_PORTS.nginx }),
    'deployment/postgres': FORWARDED_PORTS.postgres,
    'deployment/stand-ins': FORWARDED_PORTS['stand-ins'],
  })
  const target = await forwardedTarget(ingress ?? FORWARDED.ingress)
  const ask: RollingSystem['query'] = (service, sql, values) => query(target.databases.get(service) ?? '', sql, values)
  return {
    target,
    query: ask,
    replaceAll,
    findLost: () => findLost(ask),
    async [Symbol.asyncDispose]() {
      ports.assertAlive()
      await ports[Symbol.asyncDispose]()
      await setBudgets((name) => `${name}-`)
    },
  }
}

async function setBudgets(say: (name: string) => string): Promise<void> {
  await kubectl(['set', 'env', 'deployment/api-gateway', ...BUDGETS.map(say)])
  await rolledOut('api-gateway')
}

/** Every Deployment of the product gets new pods, and then those of the version before it. */
async function replaceAll(log: (line: string) => void) {
  let restarts = 0
  for (const way of ['restart', 'undo']) {
    for (const { name } of DEPLOYED) {
      const begun = performance.now()
      await kubectl(['rollout', way, `deployment/${name}`])
      await rolledOut(name)
      restarts += 1
      log(`rollout ${way} of ${name} took ${((performance.now() - begun) / 1_000).toFixed(1)} s`)
    }
  }
  return { restarts, breaks: [] }
}

const rolledOut = (name: string) => kubectl(['rollout', 'status', `deployment/${name}`, '--timeout=300s'])

/** What is under way shows as a difference, so it is looked for until there is none. */
async function findLost(ask: RollingSystem['query']): Promise<string[]> {
  const giveUpAt = performance.now() + LONGEST_MS
  for (;;) {
    const breaks = await findBreaks({ query: ask })
    if (breaks.length === 0 || performance.now() > giveUpAt) return breaks
    await hurry({ query: ask })
    await delay(1_000)
  }
}
