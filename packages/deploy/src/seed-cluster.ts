import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { databaseName } from '@lms/kit/migrate'
import { seedDemo } from '@lms/local/demo/seed-demo'
import { FORWARDED } from './forwarded-ports.ts'
import { kubectl } from './kubectl.ts'
import { readSecret } from './read-secret.ts'
import { projectRoot } from './render-overlay.ts'
import { forwardedDatabase } from './run-forwarded.ts'

/** `pnpm kubernetes:seed`: the demo data of `npm start`, once for each volume that databases lie in. */
export async function run(): Promise<void> {
  const volume = await kubectl(['get', 'persistentvolumeclaim', 'postgres', '--output', 'jsonpath={.metadata.uid}'])
  const folder = join(projectRoot, '.local/cluster', volume)
  await mkdir(folder, { recursive: true })
  const target = {
    routerUrl: FORWARDED.router,
    databases: new Map([['user', `${await forwardedDatabase()}/${databaseName('user')}`]]),
    places: { stripeUrl: FORWARDED.stripe, razorpayUrl: FORWARDED.razorpay },
    secrets: { stripe: { publishableKey: await readSecret('stand-ins', 'STRIPE_PUBLISHABLE_KEY') } },
  }
  console.log(await seedDemo(target, folder))
}
