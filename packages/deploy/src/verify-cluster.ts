import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parseAllDocuments } from 'yaml'
import { FORWARDED, FORWARDED_PORTS } from './forwarded-ports.ts'
import { KubectlError, kubectl } from './kubectl.ts'
import { makeSecrets } from './make-secrets.ts'
import { forwardPorts } from './port-forward.ts'
import { readSecret } from './read-secret.ts'
import { overlayFolder, projectRoot, renderYaml } from './render-overlay.ts'
import { OVERLAYS, type Overlay } from './topology.ts'

/** The API server knows no others unless somebody installed them. */
const BUILT_IN = /^(v1|(apps|batch|autoscaling|policy|networking\.k8s\.io)\/v\d)$/
const READY_SECONDS = 600

/**
 * `pnpm verify cluster`: on the cluster of the current context, whose registry has the images that the dev overlay names.
 *
 * @returns whether all held
 */
export async function run(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      context: { type: 'string' },
      only: { type: 'string' },
      'keep-overlay': { type: 'boolean', default: false },
      attached: { type: 'boolean', default: false },
    },
  })
  await assertContext(values.context)
  // Tilt applies and forwards.
  if (values.attached) return await tryOut(values.only)
  await makeSecrets()
  for (const overlay of OVERLAYS) console.log(`${overlay}: the API server takes ${await dryRun(overlay)} objects`)
  if (!values['keep-overlay']) await bringUp()
  await using ports = await forwardPorts({
    'deployment/nginx': FORWARDED_PORTS.nginx,
    'deployment/stand-ins': FORWARDED_PORTS['stand-ins'],
  })
  const held = await tryOut(values.only)
  ports.assertAlive()
  return held
}

/** Never on a cluster that nobody meant. */
async function assertContext(wanted: string | undefined): Promise<void> {
  const context = await kubectl(['config', 'current-context'])
  if (wanted === undefined ? !context.startsWith('kind-') : context !== wanted)
    throw new Error(`The current context is ${context}. Say --context ${context} if it may be used for this.`)
  console.log(`context ${context}`)
}

/** Has the API server check everything of an overlay that it knows. @returns how many objects */
async function dryRun(overlay: Overlay): Promise<number> {
  const objects = parseAllDocuments(await renderYaml(overlay)).map((document) => document.toJS())
  const known = objects.filter(({ apiVersion }) => BUILT_IN.test(apiVersion))
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: known })
  await kubectl(['apply', '--dry-run=server', '--validate=strict', '--filename', '-'], list)
  return known.length
}

/** Applies the dev overlay and waits until its jobs are done and everything serves. */
async function bringUp(): Promise<void> {
  const started = performance.now()
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(0)} s`
  await kubectl(['apply', '--kustomize', overlayFolder('dev')])
  const limit = `--timeout=${READY_SECONDS}s`
  await kubectl(['wait', '--for=condition=complete', 'jobs', '--all', limit])
  console.log(`jobs are done after ${seconds()}`)
  try {
    await kubectl(['wait', '--for=condition=available', 'deployments', '--all', limit])
  } catch (cause) {
    if (cause instanceof KubectlError) console.error(await kubectl(['get', 'pods']))
    throw cause
  }
  console.log(`everything is ready after ${seconds()}`)
}

/** Plays on the running system, through its ingress and the other forwarded ports. */
async function tryOut(only: string | undefined): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'lms-cluster-'))
  try {
    await writeFile(join(folder, 'ca.crt'), await readSecret('api-gateway-tls', 'tls.crt'))
    const vitest = ['run', '--config', join(import.meta.dirname, 'cluster/vitest.config.ts'), ...(only ? [only] : [])]
    const child = spawn(join(projectRoot, 'node_modules/.bin/vitest'), vitest, {
      cwd: projectRoot,
      stdio: 'inherit',
      env: { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, 'ca.crt'), LMS_ROUTER_URL: FORWARDED.ingress },
    })
    const [code] = (await once(child, 'exit')) as [number | null]
    return code === 0
  } finally {
    await rm(folder, { recursive: true })
  }
}
