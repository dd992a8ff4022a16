import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { canRender, type Manifests, overlayFolder, projectRoot, renderOverlay } from '../render-overlay.ts'
import { ENVIRONMENTS } from './environment.ts'
import type { OverlayOutputs } from './outputs.ts'
import { overlayComponent } from './overlay-component.ts'

/** None of these is anywhere else. */
const OUTPUTS: OverlayOutputs = {
  region: 'xx-marked-1',
  api_host: 'api.marked.test',
  frontend_url: 'https://learn.marked.test',
  proxies: 7,
  postgres_host: 'postgres.marked.test',
  postgres_replica_hosts: ['replica-1.marked.test', 'replica-2.marked.test'],
  kafka_brokers: 'b-1.marked.test:9096,b-2.marked.test:9096',
  files_bucket: 'files-marked',
  file_role_arn: 'arn:aws:iam::999999999999:role/marked',
}

const renders = await canRender()
if (!renders) {
  // .ci/run sets it; the run's last lines tell elsewhere.
  test.runIf(process.env.LMS_REQUIRE_REAL)('kubectl or kustomize is installed', () => expect(renders).toBe(true))
}

describe.runIf(renders).each(ENVIRONMENTS)('the outputs of %s', (environment) => {
  let folder: string
  let manifests: Manifests
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lms-overlay-'))
    await cp(join(projectRoot, 'infra/kubernetes'), folder, { recursive: true })
    const overlay = join(folder, 'overlays', environment)
    const files = Object.entries(overlayComponent(environment, OUTPUTS))
    await Promise.all(files.map(([name, text]) => writeFile(join(overlay, 'cloud', name), text)))
    manifests = await renderOverlay(environment, overlay)
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const configMap = (name: string): Record<string, string> => {
    const found = manifests.ofKind('ConfigMap').find(({ metadata }) => metadata.name.startsWith(`${name}-`))
    if (!found) throw new Error(`there is no ConfigMap ${name}`)
    return found.data
  }

  test('each lands at every key that it belongs to', () => {
    expect(configMap('subgraphs').KAFKA_BROKERS).toBe(OUTPUTS.kafka_brokers)
    for (const name of ['api-gateway', 'course-service', 'notification-service']) {
      expect(configMap(name).FRONTEND_URL, name).toBe(OUTPUTS.frontend_url)
    }
    expect(configMap('course-service').DATABASE_REPLICA_HOST).toBe(OUTPUTS.postgres_replica_hosts[0])
    expect(configMap('analytics-service').DATABASE_REPLICA_HOST).toBe(OUTPUTS.postgres_replica_hosts[1])
    expect(configMap('api-gateway').TRUSTED_PROXIES).toBe(String(OUTPUTS.proxies))
    expect(configMap('file-service')).toMatchObject({ AWS_REGION: OUTPUTS.region, S3_BUCKET: OUTPUTS.files_bucket })
    expect(configMap('pgbouncer')['server.ini']).toContain(`* = host=${OUTPUTS.postgres_host} port=5432 `)
    const annotated = manifests
      .ofKind('ServiceAccount')
      .flatMap(({ metadata }) => Object.entries(metadata.annotations ?? {}).map((entry) => [metadata.name, ...entry]))
    expect(annotated).toEqual([['file-service', 'eks.amazonaws.com/role-arn', OUTPUTS.file_role_arn]])
    const [ingress] = manifests.ofKind('Ingress')
    expect(ingress?.spec.rules.map(({ host }) => host)).toEqual([OUTPUTS.api_host])
    expect(ingress?.spec.tls.flatMap(({ hosts }) => hosts)).toEqual([OUTPUTS.api_host])
  })

  test('nothing of the cloud is left as the example had it', async () => {
    const committed = await readFile(join(overlayFolder(environment), 'cloud/kustomization.yaml'), 'utf8')
    const examples = [...committed.matchAll(/[\w-]+\.[\w.-]+\.amazonaws\.com|\b\d{12}\b|api\.[\w.]+/g)].map(
      ([text]) => text,
    )
    expect(examples.length).toBeGreaterThan(4)
    const rendered = JSON.stringify(manifests.all)
    expect(examples.filter((example) => rendered.includes(example))).toEqual([])
  })

  test('what is committed has the shape of what is written', async () => {
    const committed = await readFile(join(overlayFolder(environment), 'cloud/kustomization.yaml'), 'utf8')
    const written = overlayComponent(environment, OUTPUTS)['kustomization.yaml']
    expect(keysOf(parse(committed))).toEqual(keysOf(parse(written)))
  })
})

/** A component's structure: names and keys, without values. */
const keysOf = ({ configMapGenerator, patches }: Component) => ({
  maps: configMapGenerator.map(({ name, literals = [] }) => [name, literals.map((each) => each.split('=')[0])]),
  patches: patches.length,
})

interface Component {
  configMapGenerator: { name: string; literals?: string[] }[]
  patches: unknown[]
}
