import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { progressRecorded } from '@lms/contracts/course'
import { createDatabase, type TestDatabase } from '@lms/testkit/database'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { run as archive } from '../src/commands/archive.ts'
import { run as restore } from '../src/commands/archive-restore.ts'
import { run as rebuild } from '../src/commands/events-rebuild.ts'

let database: TestDatabase
let folder: string
let file: string
let printed: string[]

beforeEach(async () => {
  database = await createDatabase('analytics')
  folder = await mkdtemp(join(tmpdir(), 'lms-archive-'))
  file = join(folder, 'event_log.gz')
  printed = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line))
  vi.stubEnv('DATABASE_URL', database.url)
  vi.stubEnv('DB_SSL_MODE', 'disable')
})

afterEach(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  await database[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const OPTIONS = ['analytics', 'event_log', '--before', '2025-01-01', '--to']
const PROGRESS = progressRecorded.type

/** Adds so many events of a year, each with a number that JavaScript would round. */
async function log(
  year: number,
  count: number,
  { type = 'lms.course.unprojected.v1', userId = 'user_1' } = {},
): Promise<void> {
  await database.query(
    `insert into event_log (id, type, subject, version, occurred_at, received_at, data)
     select 'event_' || $1 || '_' || $3 || '_' || lpad(number::text, 5, '0'), $2, 'course_1', number, $5, $5,
       jsonb_build_object('userId', $3::text, 'exact', 9007199254740993, 'text', E'"\\n✓')
     from generate_series(1, $4) number`,
    [String(year), type, userId, count, new Date(Date.UTC(year, 5, 1, 12, 0, 0, 123))],
  )
}

const rows = async () =>
  (await database.query<{ row: string }>('select to_jsonb(e)::text as row from event_log e order by id')).map(
    ({ row }) => row,
  )

test('old rows go into a file, are deleted only when told to, and come back as they were', async () => {
  await log(2024, 2_500)
  await log(2025, 2)
  const all = await rows()
  await archive([...OPTIONS, file])
  expect(printed.join('\n')).toMatch(/2500 rows, sha256 [0-9a-f]{64}\nNothing was deleted/)
  expect(await rows()).toEqual(all)
  await archive([...OPTIONS, file, '--delete'])
  expect(printed.at(-1)).toBe('2500 rows deleted; 0 have changed since and stay')
  expect(await rows()).toEqual(all.slice(-2))
  await archive([...OPTIONS, file, '--delete'])
  expect(printed.at(-1)).toBe('0 rows deleted; 0 have changed since and stay')
  for (const times of [2_500, 0]) {
    await restore([file])
    expect(printed.at(-1)).toBe(`${times} of 2500 rows put back into event_log of analytics`)
    expect(await rows()).toEqual(all)
  }
})

test('what changed after the file was written stays, and what was deleted by half is deleted to the end', async () => {
  await log(2024, 3)
  await archive([...OPTIONS, file])
  const [first = ''] = await rows()
  await database.query("update event_log set version = 99 where id = 'event_2024_user_1_00002'")
  await database.query('delete from event_log where id = $1', [JSON.parse(first).id])
  await archive([...OPTIONS, file, '--delete'])
  expect(printed.at(-1)).toBe('1 rows deleted; 1 have changed since and stay')
  expect(await database.query('select version from event_log')).toEqual([{ version: 99 }])
})

test('nothing is deleted by a file that is not whole, or not as it was written', async () => {
  await log(2024, 3)
  await archive([...OPTIONS, file])
  const whole = await readFile(file)
  const changed = gunzipSync(whole).toString().replace('course_1', 'course_2')
  for (const [damaged, says] of [
    [whole.subarray(0, -20), /is no archive, or not whole/],
    [gzipSync(changed), /is not as it was written/],
    [gzipSync(changed.split('\n').slice(0, -2).join('\n')), /is no archive, or not whole/],
    [Buffer.from('text'), /is no archive, or not whole/],
  ] as const) {
    await writeFile(file, damaged)
    await expect(archive([...OPTIONS, file, '--delete'])).rejects.toThrow(says)
    await expect(restore([file])).rejects.toThrow(says)
  }
  expect(await rows()).toHaveLength(3)
})

test('a draft of a run that was broken off is written anew', async () => {
  await log(2024, 3)
  await appendFile(`${file}.partial`, 'half')
  await archive([...OPTIONS, file, '--delete'])
  expect(await rows()).toEqual([])
  await restore([file])
  expect(await rows()).toHaveLength(3)
})

test('while rows are away, what is made of them is not made again', async () => {
  await log(2024, 3)
  await archive([...OPTIONS, file, '--delete'])
  await expect(rebuild(['analytics', 'activity_fact'])).rejects.toThrow(`pnpm lms archive restore ${file}`)
  await restore([file])
  await rebuild(['analytics', 'activity_fact'])
  expect(printed.at(-1)).toMatch(/were made again/)
})

test('when somebody learned does not come back after the person was erased', async () => {
  await database.query("insert into activity_fact values ('course_1', now(), 'user_here')")
  await log(2024, 1, { type: PROGRESS, userId: 'user_here' })
  await log(2024, 1, { type: PROGRESS, userId: 'user_erased' })
  await archive([...OPTIONS, file, '--delete'])
  await restore([file])
  expect(await database.query("select data->>'userId' as who from event_log")).toEqual([{ who: 'user_here' }])
})

test('tables that are not for archives, other files and the future are refused', async () => {
  await log(2024, 1)
  await archive([...OPTIONS, file])
  await expect(archive(['analytics', 'event_log', '--before', '2024-01-01', '--to', file])).rejects.toThrow(
    /from before 2025/,
  )
  await expect(archive(['analytics', 'sale_fact', ...OPTIONS.slice(2), file])).rejects.toThrow(/these are: event_log/)
  await expect(archive(['payment', 'order', ...OPTIONS.slice(2), file])).rejects.toThrow(/none of its tables is/)
  await expect(archive(['analytics', 'event_log', '--before', '9999-01-01', '--to', file])).rejects.toThrow(
    /in the future/,
  )
})
