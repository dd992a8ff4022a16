import { setTimeout as delay } from 'node:timers/promises'
import { findBreaks } from '@lms/chaos/invariants'
import { hurry } from '@lms/chaos/quiesce'
import { PARTS, query } from '@lms/chaos/system'
import { kubectl } from '@lms/deploy/kubectl'
import { forwardPorts } from '@lms/deploy/port-forward'
import { DEPLOYED } from '@lms/deploy/topology'
import { databaseName } from '@lms/kit/migrate'
import type { RollingSystem } from './run-rolling.ts'

const ROUTER_PORT = 18443
const DATABASE_PORT = 15432
/** A few clients send what in life are many. */
const BUDGETS = ['COST_BUDGET_USER=100000000:1000000', 'COST_BUDGET_STAFF=100000000:1000000']
const LONGEST_MS = 120_000

/**
 * The dev overlay on the cluster of the current context, reached through its ingress. Its Kafka is for pods alone, so
 * the log itself is not read: what was told and what was handled is compared in the databases.
 */
export async function openCluster(): Promise<RollingSystem & AsyncDisposable> {
  await kubectl(['set', 'env', 'deployment/api-gateway', ...BUDGETS])
  await rolledOut('api-gateway')
  const ports = await forwardPorts({
    'deployment/nginx': [`${ROUTER_PORT}:8443`],
    'deployment/postgres': [`${DATABASE_PORT}:5432`],
    'deployment/stand-ins': ['3011', '3012', '3013', '3014'],
  })
  const server = `postgres://lms:${await readSecret('postgres', 'POSTGRES_PASSWORD')}@127.0.0.1:${DATABASE_PORT}`
  const databases = new Map(PARTS.map((name) => [name, `${server}/${databaseName(name)}`]))
  const ask: RollingSystem['query'] = (service, sql, values) => query(databases.get(service) ?? '', sql, values)
  return {
    target: {
      routerUrl: `https://localhost:${ROUTER_PORT}`,
      databases,
      places: { stripeUrl: 'http://localhost:3011', razorpayUrl: 'http://localhost:3012' },
      secrets: { stripe: { publishableKey: await readSecret('stand-ins', 'STRIPE_PUBLISHABLE_KEY') } },
    },
    query: ask,
    replaceAll,
    findLost: () => findLost(ask),
    async [Symbol.asyncDispose]() {
      ports.assertAlive()
      await ports[Symbol.asyncDispose]()
    },
  }
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

async function readSecret(name: string, key: string): Promise<string> {
  const template = `go-template={{index .data "${key}"}}`
  return Buffer.from(await kubectl(['get', 'secret', name, '--output', template]), 'base64').toString()
}

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
