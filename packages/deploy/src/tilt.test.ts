import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import { canEvaluate } from './can-evaluate.ts'
import { FORWARDED, FORWARDED_PORTS } from './forwarded-ports.ts'
import { canRender, projectRoot, renderOverlay } from './render-overlay.ts'
import { tiltPlan } from './tilt-plan.ts'
import { DEPLOYED } from './topology.ts'

const plan = tiltPlan()
const names = plan.resources.map(({ name }) => name)
const tiltfile = readFileSync(join(projectRoot, 'Tiltfile'), 'utf8')

test('every service is among the resources, once, and starts after those that it needs', () => {
  expect(names).toEqual(expect.arrayContaining(DEPLOYED.map(({ name }) => name)))
  expect(names).toEqual([...new Set(names)])
  const started = new Set<string>()
  const waiting = new Map(plan.resources.map(({ name, needs }) => [name, needs]))
  while (waiting.size > 0) {
    const next = [...waiting].find(([, needs]) => needs.every((need) => started.has(need)))
    if (!next) throw new Error(`these wait for one another: ${[...waiting.keys()].join(', ')}`)
    started.add(next[0])
    waiting.delete(next[0])
  }
  const needsOf = (name: string) => plan.resources.find((resource) => resource.name === name)?.needs
  expect(needsOf('payment-service')).toEqual(expect.arrayContaining(['pgbouncer', 'kafka', 'stand-ins']))
  expect(needsOf('api-gateway')).toEqual(expect.arrayContaining(['course-service', 'redis']))
})

test('every command is a script of the project', () => {
  const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'))
  const commands = [...tiltfile.matchAll(/npm (?:run )?([\w:]+)/g)].map(([, name = '']) => name)
  expect(commands).toEqual(
    expect.arrayContaining(['generate', 'compose', 'db:migrate', 'kubernetes:seed', 'test', 'verify']),
  )
  expect(commands.filter((name) => !(name in scripts))).toEqual([])
})

test('nothing is forwarded to a port twice, and what has an address is forwarded', () => {
  const local = plan.resources.flatMap(({ ports }) => ports.map((port) => port.local))
  expect(local).toEqual([...new Set(local)])
  const addressed = Object.values(FORWARDED).map((address) => Number(address.split(':').at(-1)))
  expect(Object.values(FORWARDED_PORTS).flatMap((ports) => ports.map((port) => port.local))).toEqual(
    expect.arrayContaining(addressed),
  )
})

describe.runIf(await canRender())("Tilt's overlay", () => {
  test('runs services from one image, and servers from those that Tilt builds', async () => {
    const deployments = (await renderOverlay('tilt')).ofKind('Deployment')
    expect(deployments.map(({ metadata }) => metadata.name).sort()).toEqual([...names].sort())
    const built = ['lms/workspace', ...plan.images.map(({ name }) => `lms/${name}`)]
    const used = deployments.flatMap(({ spec }) =>
      [...spec.template.spec.initContainers, ...spec.template.spec.containers].map(({ image }) => image),
    )
    // As the Tiltfile does: without registry, and Tilt goes by what is before the tag.
    const wanted = used.map(
      (image) =>
        `lms/${image
          .split('lms/')
          .at(-1)
          ?.replace(/[:@].*/, '')}`,
    )
    expect(new Set(wanted)).toEqual(new Set(built))
    for (const { name } of DEPLOYED) {
      const container = deployments.find(({ metadata }) => metadata.name === name)?.spec.template.spec.containers[0]
      expect(container).toMatchObject({ image: 'lms/workspace', securityContext: { readOnlyRootFilesystem: false } })
      expect(container?.env.map((variable) => variable.name)).toContain('SERVICE_NAME')
    }
  })
})

describe.runIf(await canEvaluate())('the Tiltfile', () => {
  test('is evaluated, and every resource has a group', async () => {
    const { Manifests } = JSON.parse(await evaluate('kind-lms'))
    const labels = new Map((Manifests as TiltManifest[]).map(({ Name, Labels }) => [Name, Object.keys(Labels ?? {})]))
    expect([...labels.keys()]).toEqual(expect.arrayContaining([...names, 'migrate', 'codegen', 'seed', 'journey']))
    for (const [name, groups] of labels) expect(groups, name).toEqual([expect.stringMatching(/^\d-\w+$/)])
  })

  test('refuses a context that is not local', async () => {
    await expect(evaluate('production')).rejects.toThrow('production')
  })
})

interface TiltManifest {
  Name: string
  Labels: Record<string, string> | null
}

/** What Tilt makes of the Tiltfile with a context of this name, behind which nothing is. */
async function evaluate(context: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lms-tilt-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const kubeconfig = join(folder, 'kubeconfig')
  const cluster = { server: 'https://127.0.0.1:1' }
  await writeFile(
    kubeconfig,
    stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': context,
      contexts: [{ name: context, context: { cluster: context, user: context } }],
      clusters: [{ name: context, cluster }],
      users: [{ name: context, user: {} }],
    }),
  )
  const { stdout } = await promisify(execFile)('tilt', ['alpha', 'tiltfile-result'], {
    cwd: projectRoot,
    maxBuffer: 64 * 1024 * 1024,
    // What Tilt keeps belongs to a Tilt that runs, whose cluster would be this one from then on.
    env: {
      ...process.env,
      ...{ KUBECONFIG: kubeconfig, TILT_DISABLE_ANALYTICS: '1' },
      ...{ HOME: folder, XDG_RUNTIME_DIR: folder, TILT_DEV_DIR: folder },
    },
  })
  return stdout
}
