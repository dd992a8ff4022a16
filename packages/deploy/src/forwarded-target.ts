import { databaseName } from '@lms/kit/migrate'
import type { DemoTarget } from '@lms/local/demo/seed-demo'
import { FORWARDED } from './forwarded-ports.ts'
import { readSecret } from './read-secret.ts'
import { SUBGRAPHS } from './topology.ts'

/** The dev overlay's PostgreSQL. */
export async function forwardedServer(): Promise<string> {
  return `postgres://lms:${await readSecret('postgres', 'POSTGRES_PASSWORD')}@${FORWARDED.postgres}`
}

/** The dev overlay, reached through its forwarded ports. */
export async function forwardedTarget(routerUrl: string): Promise<DemoTarget> {
  const server = await forwardedServer()
  const subgraphs = SUBGRAPHS.map(({ name }) => name.replace('-service', ''))
  return {
    routerUrl,
    databases: new Map(subgraphs.map((name) => [name, `${server}/${databaseName(name)}`])),
    places: { stripeUrl: FORWARDED.stripe, razorpayUrl: FORWARDED.razorpay },
    secrets: { stripe: { publishableKey: await readSecret('stand-ins', 'STRIPE_PUBLISHABLE_KEY') } },
  }
}
