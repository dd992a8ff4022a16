import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { missingPrograms } from './archived-postgres.ts'
import { describeRestored, isKept } from './print-restored.ts'
import { type Restored, runDrill } from './run-drill.ts'
import { type StartedDrill, startDrill } from './start-drill.ts'

const options = {
  /** Data beside that of the services. */
  gigabytes: { type: 'string', default: '1' },
  learners: { type: 'string', default: '8' },
} as const

/** Destroys and restores twice: as after a disaster, and as after a mistake. @returns whether all that is promised was kept */
export async function run(args: string[]): Promise<boolean> {
  const { values } = parseArgs({ args, options })
  const missing = await missingPrograms()
  if (missing !== null) throw new Error(`${missing} is needed: apt-get install ${missing}`)
  const start = performance.now()
  const log = (line: string) =>
    console.log(`${((performance.now() - start) / 1_000).toFixed(1).padStart(7)} s  ${line}`)
  await using drill = await startDrill({
    learners: Number(values.learners),
    gigabytes: Number(values.gigabytes),
    repositories: [1, 2],
    log,
  })
  const results: Restored[] = []
  // Both regions prove that they restore alone.
  results.push(await runDrill(drill, 'latest', 1))
  await drill.postgres.backUp([2])
  results.push(await runDrill(drill, 'moment', 2))
  for (const result of results) console.log(`\n${describeRestored(result).join('\n')}\n\n${indent(result.recovery)}\n`)
  await watch(drill)
  return results.every(isKept)
}

/** What watches a server goes on after a restore. */
async function watch({ postgres, folder, log }: StartedDrill): Promise<void> {
  // Backups from behind the moment are of a time that is no more.
  await postgres.backUp([1, 2])
  log((await postgres.script('backup/restore-test.sh', '2', join(folder, 'restore-test'))).trim())
  const metrics = join(folder, 'lms-backup.prom')
  await postgres.script('monitoring/backup/write-metrics.sh', 'pgbackrest', metrics)
  log(`what node-exporter serves:\n${indent(await readFile(metrics, 'utf8'))}`)
}

const indent = (text: string) => text.trimEnd().replaceAll(/^/gm, '  ')
