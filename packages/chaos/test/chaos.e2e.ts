import { canRunKafka } from '@lms/local/kafka-install'
import { findRedisProgram } from '@lms/local/redis-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countDeadLetters, findBreaks, readHistory } from '../src/invariants.ts'
import { type Offer, prepareOffer } from '../src/load.ts'
import { quiesce } from '../src/quiesce.ts'
import { createRandom } from '../src/random.ts'
import { SCENARIOS } from '../src/scenarios.ts'
import { type Run, runFault } from '../src/sweep.ts'
import { type System, startSystem } from '../src/system.ts'

const real = (await canRunKafka()) && (await findRedisProgram(['valkey-server', 'redis-server'])) !== null
if (!real && process.env.LMS_REQUIRE_REAL === '1')
  throw new Error('Nothing to kill: Java 17, mvn and redis-server are needed')

/** One seam of those who send and one of those who receive; the whole sweep is `pnpm verify chaos`. */
const SHORT: Run[] = [
  { site: 'afterAck', kind: 'kill', seed: 1 },
  { site: 'afterHandlerCommit', kind: 'kill', seed: 1 },
]

describe.runIf(real)('a system in which services are killed', () => {
  let system: System
  let offer: Offer

  beforeAll(async () => {
    system = await startSystem()
    offer = await prepareOffer(system)
  }, 240_000)
  afterAll(() => system?.[Symbol.asyncDispose](), 60_000)

  test.each(SHORT)('keeps its word after $kind at $site (seed $seed)', { timeout: 240_000 }, async (run) => {
    const { came, breaks } = await runFault(system, offer, run)
    expect(breaks).toEqual([])
    expect(came).toBe(true)
  })

  test('tells each aggregate in its order, and buries nothing', { timeout: 120_000 }, async () => {
    expect((await readHistory(system)).breaks).toEqual([])
    expect(await countDeadLetters(system)).toBe(0)
  })

  test('does not mind the whole log three times, shuffled', { timeout: 240_000 }, async () => {
    await SCENARIOS['the whole log three times, shuffled']?.(system, offer, {
      learners: 3,
      random: createRandom(1),
      downMs: 0,
    })
    await quiesce(system)
    expect(await findBreaks(system)).toEqual([])
    expect(await countDeadLetters(system)).toBe(0)
  })

  test('would see what does not hold', { timeout: 60_000 }, async () => {
    const seeAfter = async (changes: readonly [service: string, sql: string][], sentences: readonly RegExp[]) => {
      for (const [service, sql] of changes) await system.query(service, sql)
      const breaks = await findBreaks(system)
      for (const sentence of sentences) expect(breaks).toContainEqual(expect.stringMatching(sentence))
    }
    await seeAfter(
      [
        ['notification', 'delete from delivery where id = (select min(id) from delivery)'],
        ['analytics', 'delete from sale_fact where order_line_id = (select min(order_line_id) from sale_fact)'],
        ['file', 'update roster_enrollment set active = not active'],
        ['course', 'delete from kit.inbox where event_id = (select min(event_id) from kit.inbox)'],
      ],
      [
        /^notifications without their one e-mail/,
        /^analytics' courses sold, with their price: missing/,
        /^enrolments and the roster of file: missing/,
        /^events told to course and handled by it: missing/,
      ],
    )
    await seeAfter(
      [['course', 'update access_grant set revoked_at = now() where revoked_at is null']],
      [/^paid lines and grants: missing/, /^analytics' enrolments, .*: missing/],
    )
  })
})
