import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareOffer } from '@lms/chaos/load'
import { startSystem } from '@lms/chaos/system'
import { type Repository, startArchivedPostgres } from './archived-postgres.ts'
import { startBackupStore } from './backup-store.ts'
import type { Drill } from './run-drill.ts'

export interface DrillOptions {
  learners: number
  /** As in `ArchivedPostgresOptions`. */
  archiveTimeout?: number
  /** Data beside that of the services. */
  gigabytes: number
  /** Which regions get a first backup. */
  repositories: readonly Repository[]
  log: (line: string) => void
}

export interface StartedDrill extends Drill, AsyncDisposable {
  /** Where everything of it lies. */
  readonly folder: string
}

/** Starts everything that a drill destroys, and takes a first backup. */
export async function startDrill(options: DrillOptions): Promise<StartedDrill> {
  const { learners, archiveTimeout, gigabytes, repositories, log } = options
  await using started = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'lms-drill-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  const stores = await Promise.all(['region-1', 'region-2'].map((name) => startBackupStore(join(folder, name))))
  for (const store of stores) started.use(store)
  const [first, second] = stores
  if (!first || !second) throw new Error('unreachable: two were started')
  const postgres = started.use(await startArchivedPostgres({ folder, stores: [first, second], archiveTimeout }))
  log('PostgreSQL archives to two regions')
  const system = started.use(await startSystem({ postgres }))
  log('the services run')
  const offer = await prepareOffer(system)
  if (gigabytes > 0) {
    await system.query('file', BALLAST, [Math.round(gigabytes * ROWS_OF_GIGABYTE)])
    log(`${gigabytes} GB were written`)
  }
  await postgres.backUp(repositories)
  log(`backed up to region ${repositories.join(' and ')}`)
  const running = started.move()
  return { folder, postgres, system, offer, learners, log, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

const ROWS_OF_GIGABYTE = 2 ** 20
/** Rows of 1 kB that hardly compress. */
const BALLAST = `
  create table ballast as
  select (select string_agg(md5(random()::text || row || word), '') from generate_series(1, 31) word) as text
  from generate_series(1, $1) row`
