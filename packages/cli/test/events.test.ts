import { startAssessment } from '@lms/assessment/server'
import { coursePublished } from '@lms/contracts/course'
import type { EventBus } from '@lms/kit/events/bus'
import { createKafkaBus } from '@lms/kit/events/kafka-bus'
import { createKeyPair } from '@lms/kit/key-pair'
import { createLogger } from '@lms/kit/log'
import { createTestClock } from '@lms/testkit/clock'
import { createDatabase, type TestDatabase } from '@lms/testkit/database'
import { startKafkaBroker } from '@lms/testkit/kafka-broker'
import { publishEvent, sealEvent } from '@lms/testkit/test-event'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { lms } from './lms.ts'

const broker = await startKafkaBroker()
afterAll(() => broker?.stop())
if (!broker) console.warn('"lms events" NOT tested: install Java 17 and mvn, or set KAFKA_BROKERS')

/** Runs a command as `main.ts` does. @returns what it prints @throws CommandError what it refuses */
async function events(command: string, ...args: string[]): Promise<string> {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {})
  try {
    const { run } = await import(`../src/commands/events-${command}.ts`)
    await run(args)
    return printed.mock.calls.map(([line = '']) => line).join('\n')
  } finally {
    printed.mockRestore()
  }
}

describe('lms events, wrongly called, says so in a sentence and ends with status 1:', () => {
  const nowhere = { KAFKA_BROKERS: '127.0.0.1:1', DATABASE_URL: 'postgres://nobody@127.0.0.1:1/lms_course' }
  test.each([
    { args: ['lag'], environment: {}, says: /^Set DATABASE_URL/ },
    { args: ['dead'], environment: {}, says: /^The configuration has 1 problem.*\n +KAFKA_BROKERS: is required/ },
    { args: ['topics', '--partitions', 'many'], environment: nowhere, says: /^--partitions is a number from 1 on/ },
    { args: ['topics'], environment: nowhere, says: /^Kafka refused: .*127\.0\.0\.1:1/ },
    { args: ['dead', '--since', 'yesterday'], environment: nowhere, says: /^"yesterday" is no time/ },
    { args: ['replay'], environment: nowhere, says: /^Say which: / },
    { args: ['rebuild', 'course'], environment: nowhere, says: /^Say which: / },
    { args: ['rebuild', 'library', 'book'], environment: nowhere, says: /^There is no subgraph "library"/ },
    { args: ['recover'], environment: nowhere, says: /^Say to which moment / },
    { args: ['recover', '--to', '2026-12-01'], environment: nowhere, says: /^Set DATABASE_URL to the server of all/ },
    { args: ['sagas'], environment: nowhere, says: /^The database of course refused: .*ECONNREFUSED/ },
    { args: ['resume', 'purchase'], environment: nowhere, says: /^Say which: / },
    { args: ['sagas', '--service', 'library'], environment: nowhere, says: /^There is no subgraph "library"/ },
  ])('$args', async ({ args, environment, says }) => {
    const { status, stdout, stderr } = await lms(['events', ...args], { ...environment, DB_SSL_MODE: 'disable' })
    expect(stderr).toMatch(says)
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).not.toContain('    at ')
  })
})

describe.runIf(broker)('lms events, beside a running service,', () => {
  const brokers = broker?.brokers ?? []
  const log = createLogger({ service: 'test', level: process.env.TEST_LOG_LEVEL ?? 'silent' })
  let database: TestDatabase
  let bus: EventBus
  let stop: () => Promise<void>

  const use = (environment: Record<string, string>) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  }
  const publish = (courseId: string, version: number, title: string) =>
    publishEvent(
      bus,
      sealEvent(
        coursePublished,
        { subject: courseId, version, data: { ...coursePublished.example, courseId, title } },
        createTestClock(),
      ),
    )
  const courses = () =>
    database.query<{ course_id: string; title: string }>('select course_id, title from roster_course order by 1')

  beforeAll(async () => {
    database = await createDatabase('assessment')
    use({ KAFKA_BROKERS: brokers.join(','), DATABASE_URL: database.url, DB_SSL_MODE: 'disable' })
    expect(await events('topics', '--partitions', '2', '--replication', '1')).toMatch(
      /^created lms\.user, lms\.user\.dlq, /,
    )
    bus = createKafkaBus({ brokers, clientId: 'test', log, onFatal: (err) => log.fatal({ err }, 'fatal') })
    const service = await startAssessment(
      {
        ...{ NODE_ENV: 'test', HOST: '127.0.0.1', ASSESSMENT_SERVICE_PORT: '0', REDIS_URL: 'redis://unused.invalid' },
        ...{ DATABASE_URL: database.url, DB_SSL_MODE: 'disable', SERVICE_PUBLIC_KEY: createKeyPair().publicKey },
      },
      { bus, log, sharedProcess: true },
    )
    stop = async () => {
      await bus.stop()
      await service.stop()
      await database[Symbol.asyncDispose]()
    }
  })
  afterAll(() => stop())
  afterEach(() => {
    use({ DATABASE_URL: database.url })
  })

  test('creates the topics that are missing, and says that none is', async () => {
    expect(await events('topics')).toBe('every topic is there')
  })

  test('shows dead letters with their cause, and sends them again when the fault is mended', async () => {
    await database.query(
      `create function bug() returns trigger language plpgsql as $$
        begin if new.title = 'Unlucky' then raise 'no room for the unlucky'; end if; return new; end $$`,
    )
    await database.query('create trigger bug before insert on roster_course for each row execute function bug()')
    await publish('course_unlucky', 1, 'Unlucky')
    await bus.publish('lms.course', [{ key: 'course_unlucky', value: 'not JSON', headers: {} }])
    await publish('course_lucky', 1, 'Lucky')
    await expect.poll(courses).toEqual([{ course_id: 'course_lucky', title: 'Lucky' }])
    await expect.poll(() => events('dead'), { interval: 500 }).toMatch(/not JSON|JSON/)
    const [, unlucky = '', unreadable = ''] = (await events('dead', '--consumer', 'assessment-service')).split('\n')
    expect(unlucky).toMatch(/assessment-service +lms\.course\.published\.v1 +.*no room for the unlucky/)
    expect(unreadable).toMatch(/assessment-service +\? +SyntaxError/)
    const id = unlucky.split(' ')[0] ?? ''
    const letter = JSON.parse(await events('dead', id))
    expect(letter).toMatchObject({ id, topic: 'lms.course', offset: '0', attempts: 3, key: 'course_unlucky' })
    expect(letter.partition).toBe(Number(id.split('/')[1]))
    expect(JSON.parse(letter.value).data.title).toBe('Unlucky')
    expect(await events('dead', '--until', letter.time)).toBe('no dead letters')

    await expect(events('replay', 'lms.course.dlq/0/99')).rejects.toThrow('There is no dead letter lms.course.dlq/0/99')
    await database.query('drop trigger bug on roster_course')
    expect(await events('replay', '--type', coursePublished.type)).toBe('1 sent again; each takes effect once')
    await expect.poll(courses).toMatchObject([{ course_id: 'course_lucky' }, { course_id: 'course_unlucky' }])
    expect(await events('dead')).not.toContain(id)
    await expect(events('dead', id)).rejects.toThrow(`There is no dead letter ${id}, or it was sent again.`)
  })

  test('shows what is not published, not handled and put aside', async () => {
    await database.query(
      `insert into kit.outbox (event_id, topic, key, type, aggregate_version, envelope, created_at, attempts, last_error)
        values ('late', 'lms.nowhere', 'a', 'lms.x.y.v1', 1, '{}', now() - interval '1 minute', 1, 'no such topic')`,
    )
    const shown = await events('lag', '--service', 'assessment')
    expect(shown).toMatch(/^assessment +1 +6\d s +\S/m)
    expect(shown).toMatch(/^assessment-service +lms\.course +0$/m)
    expect(shown).toMatch(/^1 dead letters; see "pnpm lms events dead"$/m)
    await database.query('delete from kit.outbox')
  })

  test('rebuilds a read model, and refuses by name what the log cannot make', async () => {
    await publish('course_known', 4, 'Known')
    await expect.poll(courses).toContainEqual({ course_id: 'course_known', title: 'Known' })
    const right = await courses()
    await database.query('create trigger bug before insert on roster_course for each row execute function bug()')
    await expect(events('rebuild', 'assessment', 'roster_course')).rejects.toThrow('no room for the unlucky')
    await database.query('drop trigger bug on roster_course')
    expect(await courses()).toEqual(right)
    await database.query(
      "update roster_course set title = 'Spoilt'; insert into roster_course values ('x', 'y', 'z', 'PUBLISHED', 1)",
    )
    expect(await events('rebuild', 'assessment', 'roster_course')).toMatch(
      /^roster_course of assessment was rebuilt from \d+ events$/,
    )
    expect(await courses()).toEqual(right)
    await database.query("insert into roster_course values ('x', 'y', 'z', 'PUBLISHED', 1)")
    await events('rebuild', 'assessment', 'roster_course', '--keep-rows')
    expect(await courses()).toHaveLength(right.length + 1)

    await expect(events('rebuild', 'assessment', 'quiz')).rejects.toThrow(
      'assessment-service keeps no read model "quiz"; there are: ',
    )
    await expect(events('rebuild', 'notification', 'contact')).rejects.toThrow(/contact .* cannot be rebuilt: .*erased/)
    await expect(events('rebuild', 'analytics', 'event_log')).rejects.toThrow(/event_log .* cannot be rebuilt: /)
    await using analytics = await createDatabase('analytics')
    use({ DATABASE_URL: analytics.url })
    expect(await events('rebuild', 'analytics', 'sale_fact')).toContain('were made again from its own tables')
  })

  test('lists sagas and goes on with those that hang', async () => {
    await using payment = await createDatabase('payment')
    use({ DATABASE_URL: payment.url })
    const list = (...args: string[]) => events('sagas', '--service', 'payment', ...args)
    expect(await list()).toBe('no saga is under way')
    await payment.query(
      `insert into kit.saga (kind, key, step, number, started_at, since, finished_at, due_at, resumed) values
        ('purchase', 'line_1', 'GRANTED', 0, now(), now() - interval '1 hour', null, now() + interval '1 hour', 3),
        ('purchase', 'line_2', 'GRANTED', 0, now(), now(), null, now() + interval '1 hour', 0),
        ('refund', 'refund_1', 'RETURNED', 1, now(), now(), now(), null, 0)`,
    )
    expect(await list()).toMatch(/line_1 +GRANTED .*stuck \(resumed 3 times\)\n.*line_2 +GRANTED .*running$/)
    expect(await list('--stuck')).not.toContain('line_2')
    expect(await list('--all', '--kind', 'refund')).toMatch(/refund_1 +RETURNED .*finished$/)
    expect(await events('resume', 'purchase', 'line_2', '--service', 'payment')).toBe('1 will go on within seconds')
    expect(await events('resume', '--stuck', '--service', 'payment')).toBe('1 will go on within seconds')
    expect(await payment.query('select key from kit.saga where due_at <= now() order by 1')).toEqual([
      { key: 'line_1' },
      { key: 'line_2' },
    ])
    await expect(events('resume', 'refund', 'refund_1', '--service', 'payment')).rejects.toThrow(
      'There is no refund refund_1 under way.',
    )
  })
})
