import { canRunKafka } from '@lms/local/kafka-install'
import { findRedisProgram } from '@lms/local/redis-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingPrograms } from '../src/drill/archived-postgres.ts'
import { runDrill } from '../src/drill/run-drill.ts'
import { type StartedDrill, startDrill } from '../src/drill/start-drill.ts'

const missing = [
  await missingPrograms(),
  (await canRunKafka()) ? null : 'Java 17 and mvn',
  (await findRedisProgram(['valkey-server', 'redis-server'])) ? null : 'redis-server',
].filter((each) => each !== null)
if (missing.length > 0 && process.env.LMS_REQUIRE_REAL === '1')
  throw new Error(`Nothing to restore: ${missing.join(', ')} needed`)
if (missing.length > 0) console.warn(`The restore of a backup was NOT tested: install ${missing.join(', ')}`)

/** Both restores, and a gigabyte of data, are `pnpm drill`. */
describe.runIf(missing.length === 0)('a database that is destroyed under load', () => {
  let drill: StartedDrill
  beforeAll(async () => {
    drill = await startDrill({ learners: 4, archiveTimeout: 2, gigabytes: 0, repositories: [2], log: () => {} })
  }, 240_000)
  afterAll(() => drill?.[Symbol.asyncDispose](), 60_000)

  test('comes back as of a moment between two writes, and everything holds', { timeout: 240_000 }, async () => {
    const { breaks, before, after, recovery } = await runDrill(drill, 'moment', 2)
    expect(breaks).toEqual([])
    expect(after.events).toBeLessThan(before.events)
    expect(after.orders).toBeLessThan(before.orders)
    expect(recovery).toMatch(/^lms\.\S+ +[1-9]\d*$/m)
    expect(recovery).toMatch(/^payment +course +[1-9]\d*$/m)
  })
})
