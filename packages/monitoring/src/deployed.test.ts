import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canRender, renderFolder } from '@lms/deploy/render-overlay'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { DASHBOARDS } from './dashboards/all.ts'
import { ALERTMANAGER, COLLECTOR, FLUENT_BIT, GRAFANA, HELM, MONITORING } from './folders.ts'
import { generatedFiles } from './generated-files.ts'
import { readRuleFiles } from './rule-files.ts'

interface Manifest {
  kind: string
  metadata: { name: string; namespace: string; labels: Record<string, string> }
  data: Record<string, string>
  spec: unknown
}

const text = (file: string) => readFile(file, 'utf8')
const values = async (chart: string) => parse(await text(join(HELM, `${chart}.yaml`)))

test('what is generated is what its sources say', async () => {
  for (const [file, generated] of await generatedFiles()) {
    expect(await text(file), `${file}: run "pnpm monitoring"`).toBe(generated)
  }
})

const renders = await canRender()
if (!renders) {
  // .ci/run sets it; the run's last lines tell elsewhere.
  test.runIf(process.env.LMS_REQUIRE_REAL)('kubectl or kustomize is installed', () => expect(renders).toBe(true))
}

describe.runIf(renders)('what kubectl applies', () => {
  let manifests: Manifest[]
  beforeAll(async () => {
    manifests = parseAllDocuments(await renderFolder(MONITORING)).map((document) => document.toJS())
  })
  const named = (kind: string, name: string) => {
    const found = manifests.find(({ kind: each, metadata }) => each === kind && metadata.name === name)
    if (!found) throw new Error(`there is no ${kind} ${name}`)
    return found
  }

  test('is in the namespace from which policies let it scrape', () => {
    expect(new Set(manifests.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['monitoring']))
  })

  test('has exactly the rules that promtool checks', async () => {
    const objects = manifests.filter(({ kind }) => kind === 'PrometheusRule').map(({ spec }) => spec)
    expect(objects).toEqual((await readRuleFiles()).map(({ content }) => content))
  })

  test('has every dashboard, where Grafana’s sidecar looks', async () => {
    const { data, metadata } = named('ConfigMap', 'lms-dashboards')
    const { sidecar } = (await values('kube-prometheus-stack')).grafana
    expect(metadata.labels[sidecar.dashboards.label]).toBe(sidecar.dashboards.labelValue)
    expect(Object.keys(data).sort()).toEqual(DASHBOARDS.map(({ name }) => `${name}.json`).sort())
    for (const { name } of DASHBOARDS) expect(data[`${name}.json`]).toBe(await text(join(GRAFANA, `${name}.json`)))
  })

  test('has the configurations under the names that the charts ask for', async () => {
    const { alertmanagerSpec } = (await values('kube-prometheus-stack')).alertmanager
    const alertmanager = named('Secret', alertmanagerSpec.configSecret).data['alertmanager.yaml'] ?? ''
    expect(Buffer.from(alertmanager, 'base64').toString()).toBe(await text(ALERTMANAGER))
    for (const [, folder] of (await text(ALERTMANAGER)).matchAll(/\/etc\/alertmanager\/secrets\/([\w-]+)\//g)) {
      expect(alertmanagerSpec.secrets).toContain(folder)
    }
    const collector = named('ConfigMap', (await values('otel-collector')).configMap.existingName)
    expect(collector.data).toEqual({ relay: await text(COLLECTOR) })
    const fluentBit = named('ConfigMap', (await values('fluent-bit')).existingConfigMap)
    expect(fluentBit.data).toEqual({ 'fluent-bit.yaml': await text(FLUENT_BIT) })
  })
})

describe('the collector', () => {
  test('takes what services send, guards its memory first and gathers last', async () => {
    const { receivers, processors, exporters, extensions, service } = parse(await text(COLLECTOR))
    const { traces } = service.pipelines
    expect(receivers.otlp.protocols.http.endpoint).toMatch(/:4318$/)
    for (const [used, defined] of [
      [traces.receivers, receivers],
      [traces.processors, processors],
      [traces.exporters, exporters],
      [service.extensions, extensions],
    ]) {
      expect([...used].sort()).toEqual(Object.keys(defined).sort())
    }
    expect([traces.processors[0], traces.processors.at(-1)]).toEqual(['memory_limiter', 'batch'])
  })

  test('is told its surroundings by variables that the chart sets, or a Secret', async () => {
    const variables = [...(await text(COLLECTOR)).matchAll(/\$\{env:(\w+)\}/g)].map(([, name]) => name)
    const { extraEnvs, extraEnvsFrom } = await values('otel-collector')
    const given = ['MY_POD_IP', ...extraEnvs.map(({ name }: { name: string }) => name)]
    expect(extraEnvsFrom).toEqual([{ secretRef: { name: 'otel-collector' } }])
    expect(new Set(variables)).toEqual(new Set([...given, 'TRACES_ENDPOINT', 'TRACES_AUTHORIZATION']))
  })
})

describe('Fluent Bit', () => {
  test('keeps lines on the disk that the chart mounts until Elasticsearch has them in lms-logs', async () => {
    const { service, pipeline } = parse(await text(FLUENT_BIT))
    const [input] = pipeline.inputs
    const [output] = pipeline.outputs
    const mounts = (await values('fluent-bit')).extraVolumeMounts as { mountPath: string }[]
    for (const path of [service['storage.path'], input.db]) {
      expect(
        mounts.some(({ mountPath }) => path.startsWith(`${mountPath}/`)),
        path,
      ).toBe(true)
    }
    expect(input).toMatchObject({ name: 'tail', 'storage.type': 'filesystem', path: '/var/log/containers/*_lms_*.log' })
    expect(output).toMatchObject({ name: 'es', index: 'lms-logs', 'storage.total_limit_size': '5G' })
    // At one try in `scheduler.cap` seconds.
    expect((output.retry_limit * service['scheduler.cap']) / 3_600).toBeGreaterThan(8)
    for (const { match } of [...pipeline.filters, output]) expect(match).toBe(input.tag)
  })

  test('is told where Elasticsearch is by variables of a Secret', async () => {
    const variables = [...(await text(FLUENT_BIT)).matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name)
    expect(variables.sort()).toEqual(['ELASTICSEARCH_HOST', 'ELASTICSEARCH_PASSWORD', 'ELASTICSEARCH_USER'])
    expect((await values('fluent-bit')).envFrom).toEqual([{ secretRef: { name: 'fluent-bit' } }])
  })
})
