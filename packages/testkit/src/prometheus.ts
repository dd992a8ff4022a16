import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { spawnBound } from '@lms/local/bound-process'
import { freePort } from '@lms/local/ports'
import { RULES } from '@lms/monitoring/folders'
import { canCheckAlerts } from '@lms/monitoring/programs'

/** One series of an answer. */
export interface Sample {
  metric: Readonly<Record<string, string>>
  value: number
}

/** A real Prometheus with the product's rules. */
export interface TestPrometheus extends AsyncDisposable {
  /** What an expression amounts to now. @throws where Prometheus cannot read it */
  query(expression: string): Promise<Sample[]>
  /** Names of all metrics that it was told of, those included of which there is no series yet, and of what rules record. */
  metricNames(): Promise<ReadonlySet<string>>
}

/**
 * Starts Prometheus on what serves `/metrics` at these addresses, asked every second.
 * @returns null where it is not installed; the suite must then say that it ran without
 * @throws instead of returning null when LMS_REQUIRE_REAL is 1
 */
export async function startPrometheus(urls: readonly string[]): Promise<TestPrometheus | null> {
  if (!(await canCheckAlerts())) {
    if (process.env.LMS_REQUIRE_REAL === '1') throw new Error('No Prometheus: the package prometheus is needed')
    return null
  }
  const folder = await mkdtemp(join(tmpdir(), 'lms-prometheus-'))
  const port = await freePort()
  await writeFile(join(folder, 'prometheus.yaml'), configuration(urls))
  const child = spawnBound('prometheus', [
    `--config.file=${join(folder, 'prometheus.yaml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ])
  const ended = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  while (!(await isReady(url))) {
    if (child.exitCode !== null) throw new Error('Prometheus ended before it was ready')
    await delay(50)
  }
  return {
    async query(expression) {
      const result = await ask<{ result: { metric: Record<string, string>; value: [number, string] }[] }>(
        `${url}/api/v1/query?${new URLSearchParams({ query: expression })}`,
      )
      return result.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }))
    },
    async metricNames() {
      const [series, described] = await Promise.all([
        ask<string[]>(`${url}/api/v1/label/__name__/values`),
        ask<Record<string, { type: string }[]>>(`${url}/api/v1/metadata`),
      ])
      return new Set([...series, ...Object.entries(described).flatMap(([name, [each]]) => seriesOf(name, each?.type))])
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const seriesOf = (name: string, type: string | undefined): string[] =>
  type === 'histogram' ? ['_bucket', '_count', '_sum'].map((suffix) => name + suffix) : [name]

/** JSON is YAML. */
const configuration = (urls: readonly string[]) =>
  JSON.stringify({
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [`${RULES}/*.yaml`],
    scrape_configs: [{ job_name: 'lms', static_configs: [{ targets: urls.map((url) => new URL(url).host) }] }],
  })

const isReady = (url: string) =>
  fetch(`${url}/-/ready`).then(
    ({ ok }) => ok,
    () => false,
  )

async function ask<Data>(url: string): Promise<Data> {
  const answer = (await (await fetch(url)).json()) as { data: Data; error?: string }
  if (answer.error !== undefined) throw new Error(`Prometheus: ${answer.error}`)
  return answer.data
}
