import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { canRender, renderFolder } from '@lms/deploy/render-overlay'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { BACKUP, HELM } from './folders.ts'

const SCRIPT = join(BACKUP, 'write-metrics.sh')
const PLACE = { AWS_REGION: 'here', COPY_REGION: 'there', DATABASE: 'lms-test' }

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lms-backup-metrics-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Puts a program on the PATH that answers each call by what fits its words first. */
async function program(name: string, answers: readonly (readonly [words: string, answer: string])[]): Promise<void> {
  const cases = answers.map(([words, answer]) => `*'${words}'*) echo '${answer}' ;;`).join('\n')
  await writeFile(join(folder, name), `#!/bin/sh\ncase "$*" in\n${cases}\n*) exit 1 ;;\nesac\n`, { mode: 0o755 })
}

const file = () => join(folder, 'lms-backup.prom')
const write = (source: string) =>
  promisify(execFile)('sh', [SCRIPT, source, file()], { env: { ...PLACE, PATH: `${folder}:${process.env.PATH}` } })
const values = async () =>
  [
    ...(await readFile(file(), 'utf8')).matchAll(/^lms_backup_last_success_timestamp_seconds\{kind="(\w+)"\} (\d+)$/gm),
  ].map(([, kind, value]) => [kind, Number(value)])

/** What pgBackRest 2.45 prints of two backups, shortened. */
const INFO = (stops: readonly number[]) =>
  JSON.stringify([
    {
      backup: stops.map((stop) => ({
        archive: { start: '000000010000000000000003', stop: '000000010000000000000003' },
        lsn: { start: '0/3000028', stop: '0/3000100' },
        timestamp: { start: stop - 60, stop },
      })),
      name: 'lms',
    },
  ])

describe('the age of backups', () => {
  test('of pgBackRest is that of the region which is behind', async () => {
    await program('pgbackrest', [
      ['--repo=1', INFO([1_764_000_000, 1_764_090_000])],
      ['--repo=2', INFO([1_764_000_100])],
    ])
    await program('psql', [['pg_stat_archiver', '1764091000']])
    await write('pgbackrest')
    expect(await values()).toEqual([
      ['base', 1_764_000_100],
      ['wal', 1_764_091_000],
    ])
    expect((await readdir(folder)).filter((name) => name.endsWith('.new'))).toEqual([])
  })

  test('of AWS is that of its vaults and of what RDS can restore', async () => {
    await program('aws', [
      ['--region here --backup-vault-name lms-backup', '2026-11-26T03:20:00+00:00'],
      // As version 1 of the command says it.
      ['--region there --backup-vault-name lms-backup', `${Date.UTC(2026, 10, 25, 3, 40) / 1_000}.25`],
      ['rds describe-db-instances --db-instance-identifier lms-test', '2026-11-26T09:00:00+00:00'],
    ])
    await write('aws')
    expect(await values()).toEqual([
      ['base', Date.UTC(2026, 10, 25, 3, 40) / 1_000],
      ['wal', Date.UTC(2026, 10, 26, 9) / 1_000],
    ])
  })

  test.each([
    { what: 'a region has no backup', second: INFO([]), wal: '1764091000' },
    { what: 'nothing was ever archived', second: INFO([1_764_000_100]), wal: '' },
  ])('stays as it was when $what', async ({ second, wal }) => {
    await writeFile(file(), 'as it was')
    await program('pgbackrest', [
      ['--repo=1', INFO([1_764_000_000])],
      ['--repo=2', second],
    ])
    await program('psql', [['pg_stat_archiver', wal]])
    await expect(write('pgbackrest')).rejects.toThrow('no backup is known')
    expect(await readFile(file(), 'utf8')).toBe('as it was')
  })

  test('stays as it was when AWS refuses', async () => {
    await writeFile(file(), 'as it was')
    await program('aws', [])
    await expect(write('aws')).rejects.toThrow()
    expect(await readFile(file(), 'utf8')).toBe('as it was')
  })
})

test.runIf(await canRender())('on Kubernetes it is written where node-exporter looks', async () => {
  const manifests = parseAllDocuments(await renderFolder(BACKUP)).map((document) => document.toJS())
  const named = (kind: string) => manifests.find((manifest) => manifest.kind === kind)
  const pod = named('CronJob').spec.jobTemplate.spec.template.spec
  const [container] = pod.containers
  const { extraArgs } = parse(await readFile(join(HELM, 'kube-prometheus-stack.yaml'), 'utf8'))[
    'prometheus-node-exporter'
  ]
  expect(extraArgs).toContain('--collector.textfile.directory=/var/lib/node_exporter')
  const volumes = new Map(pod.volumes.map((volume: { name: string }) => [volume.name, volume]))
  expect(volumes.get('textfiles')).toMatchObject({ hostPath: { path: '/var/lib/node_exporter' } })
  expect(container.command.at(-1)).toBe('/var/lib/node_exporter/lms-backup.prom')
  const script = manifests.find(({ data }) => data?.['write-metrics.sh'])
  expect(volumes.get('script')).toMatchObject({ configMap: { name: script.metadata.name } })
  const place = manifests.find(({ metadata }) => metadata.name === container.envFrom[0].configMapRef.name)
  expect(Object.keys(place.data).sort()).toEqual(Object.keys(PLACE).sort())
  expect(named('ServiceAccount').metadata).toMatchObject({ name: pod.serviceAccountName, namespace: 'monitoring' })
})
