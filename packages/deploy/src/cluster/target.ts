import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { JourneyTarget } from '../../../../router/test/journey/target.ts'
import { FORWARDED } from '../forwarded-ports.ts'
import { NAMESPACE } from '../kubectl.ts'
import { readSecret } from '../read-secret.ts'

/** The cluster as the journey's target: everything through the ingress, but for what stands in for the world. */
export async function clusterTarget(): Promise<JourneyTarget> {
  const { LMS_ROUTER_URL: routerUrl = '' } = process.env
  return {
    routerUrl,
    mailUrl: FORWARDED.mail,
    stripeUrl: FORWARDED.stripe,
    razorpayUrl: FORWARDED.razorpay,
    stripePublishableKey: await readSecret('stand-ins', 'STRIPE_PUBLISHABLE_KEY'),
    createAdministrator: ({ email, password, displayName }) =>
      execIn('user-service', password, ['admin', 'create', '--email', email, '--name', displayName]),
  }
}

/** Runs a command of the project in a pod of a service, with a password in its environment alone. */
async function execIn(service: string, password: string, command: readonly string[]): Promise<void> {
  const cli = ['env', `ADMIN_PASSWORD=${password}`, 'node', 'packages/cli/src/main.ts', ...command]
  const args = ['--namespace', NAMESPACE, 'exec', `deployment/${service}`, '--container', 'service', '--', ...cli]
  const child = spawn('kubectl', args, { stdio: 'inherit' })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`${command.join(' ')} failed in ${service}`)
}
