import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { JourneyTarget } from '../../../../router/test/journey/target.ts'
import { kubectl, NAMESPACE } from '../kubectl.ts'

/** The cluster as the journey's target: everything through the ingress, but for what stands in for the world. */
export async function clusterTarget(): Promise<JourneyTarget> {
  const { LMS_ROUTER_URL: routerUrl = '' } = process.env
  const keys = await kubectl([
    'get',
    'secret',
    'stand-ins',
    '--output',
    'go-template={{index .data "STRIPE_PUBLISHABLE_KEY"}}',
  ])
  return {
    routerUrl,
    mailUrl: 'http://localhost:3014',
    stripeUrl: 'http://localhost:3011',
    razorpayUrl: 'http://localhost:3012',
    stripePublishableKey: Buffer.from(keys, 'base64').toString(),
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
