import { randomUUID } from 'node:crypto'
import { signIn } from '@lms/local/api-client'
import { onceKnown } from '@lms/local/demo/once-known'
import { pay } from '@lms/local/demo/pay'
import { takeQuiz } from '@lms/local/demo/take-quiz'
import { uploadFile } from '@lms/local/demo/upload-file'
import { listMails } from '@lms/local/mail'
import { SERVICES } from '@lms/local/services'
import { eventually } from '@lms/testkit/eventually'
import { setUp } from '@lms/testkit/set-up'
import { startTestStack } from '@lms/testkit/stack'
import { expect, test } from 'vitest'
import { type MadeCourse, makeCourse } from './journey/make-course.ts'
import { administrator, instructor, join, type Person } from './journey/people.ts'
import { type JourneyTarget, journeyTarget } from './journey/target.ts'

const DAY_MS = 24 * 60 * 60_000

const DOMAINS = SERVICES.map(({ name }) => name).sort()

/** What a person leaves in every service, in words that occur nowhere else. */
const WORDS = {
  'live-session': 'marked-by-what-was-said',
  course: 'marked-by-the-review',
  assessment: 'marked-by-the-homework',
  file: 'marked-by-the-file-name.txt',
  payment: 'marked-by-the-reason',
}

const stack = setUp(startTestStack)
let target: JourneyTarget
let admin: Person
let ada: Person
let bob: Person
let course: MadeCourse
let order: { id: string; lines: { id: string }[] }
let serial: string

const EXPORT = `id status missing requestedAt readyAt expiresAt receipts { domain records }
  file { id fileName status downloadUrl } `
const exportOf = async (person: Person) => (await person.ask(`{ me { dataExport { ${EXPORT} } } }`)).me.dataExport
const sagas = (service: string) =>
  stack
    .database(service)
    .query<{ kind: string; step: string; finished: boolean }>(
      'select kind, step, finished_at is not null as finished from kit.saga order by kind, key',
    )
const verify = async () =>
  (await bob.ask('query ($serial: String!) { verifyCertificate(serial: $serial) { revokedAt } }', { serial }))
    .verifyCertificate
const enrolment = async () =>
  (await ada.ask('{ me { enrollments(first: 5) { nodes { id status certificate { serial } } } } }')).me.enrollments
    .nodes[0]

async function learn(): Promise<void> {
  const { id: enrollmentId } = await enrolment()
  for (const lessonId of [course.article, course.video]) {
    const report = { enrollmentId, lessonId, positionSeconds: 300, completed: true, clientSequence: 1 }
    await ada.mutate('recordProgress', report, 'enrollment { id }')
  }
  await onceKnown(() =>
    takeQuiz(ada, course.quizId, (prompt) => (prompt.includes('star') ? { trueFalse: true } : { choices: ['a'] })),
  )
}

async function leaveWords(teacher: Person): Promise<void> {
  const { courseId, sessionId } = course
  await ada.mutate('reviewCourse', { courseId, rating: 5, body: WORDS.course }, 'review { id }')
  const task = { courseId, title: 'Essay', instructions: 'Write.', points: 10 }
  const { assignment } = await teacher.mutate('createAssignment', task, 'assignment { id }')
  const fileId = await uploadFile(ada, {
    ...{ fileName: WORDS.file, contentType: 'text/plain', purpose: 'SUBMISSION' },
    bytes: new TextEncoder().encode('my work'),
  })
  const work = { assignmentId: assignment.id, text: WORDS.assessment, fileIds: [fileId] }
  await onceKnown(() => ada.mutate('submitAssignment', work, 'submission { id }'))
  await teacher.mutate('startLiveSession', { sessionId }, 'session { id }')
  await onceKnown(() => ada.mutate('joinLiveSession', { sessionId }, 'joinToken'))
  await ada.mutate('postMessage', { sessionId, body: WORDS['live-session'] }, 'message { id }')
}

test('whoever completes what they bought gets one certificate, and payment knows that the time for a refund is over', async () => {
  target = journeyTarget(stack, { DATABASE_URL: stack.database('user').url, DB_SSL_MODE: 'disable' })
  admin = await administrator(target)
  const teacher = await instructor(target, admin, 'Grace')
  ada = await join(target, 'Ada')
  bob = await join(target, 'Bob')
  course = await makeCourse(teacher, 'Computing', { minorUnits: 4900, currency: 'EUR' })
  const input = { items: [{ courseId: course.courseId }], provider: 'STRIPE', idempotencyKey: randomUUID() }
  const bought = await onceKnown(() =>
    ada.mutate('checkout', input, 'order { id lines { id } } payment { provider clientSecret providerOrderId }'),
  )
  order = bought.order
  await pay(target, bought.payment)
  await eventually(enrolment, (seen) => expect(seen?.status).toBe('ACTIVE'))
  await learn()
  const { certificate } = await eventually(enrolment, (seen) => expect(seen.certificate).not.toBeNull())
  serial = certificate.serial
  await eventually(
    () => sagas('course'),
    (seen) => expect(seen).toEqual([{ kind: 'completion', step: 'CLOSED', finished: true }]),
  )
  const quote = 'query ($id: ID!) { refundQuote(orderLineId: $id) { objections } }'
  expect((await ada.ask(quote, { id: order.lines[0]?.id })).refundQuote.objections).toEqual(['COMPLETED'])
  await leaveWords(teacher)
}, 120_000)

test('a person gets all that is known of them in one file, which is for nobody else and not for ever', async () => {
  const request = async (person: Person) =>
    (await person.ask(`mutation { requestDataExport { export { ${EXPORT} } userErrors { code } } }`)).requestDataExport
  const [first, second] = await Promise.all([request(ada), request(ada)])
  expect(first.export.id).toBe(second.export.id)
  const ready = await eventually(
    () => {
      // Time for the jobs of all domains.
      stack.clock.advance(1_000)
      return exportOf(ada)
    },
    (seen) => expect(seen).toMatchObject({ status: 'READY', missing: [], file: { status: 'AVAILABLE' } }),
  )
  expect(ready.receipts.map(({ domain }: { domain: string }) => domain)).toEqual(DOMAINS)
  expect((await request(ada)).export.id).toBe(ready.id)

  const content = await (await fetch(ready.file.downloadUrl)).text()
  const { domains, userId } = JSON.parse(content)
  expect(userId).toBe(ada.userId)
  for (const [domain, words] of Object.entries(WORDS)) {
    if (domain !== 'payment') expect(JSON.stringify(domains[domain])).toContain(words)
  }
  expect(domains.user.accounts).toMatchObject([{ email: ada.email, displayName: 'Ada' }])
  expect(domains.payment.orders).toMatchObject([{ id: order.id, totalMinor: '4900', currency: 'EUR' }])
  expect(domains.notification.contacts).toMatchObject([{ email: ada.email }])
  expect(domains.analytics.activity).not.toEqual([])
  for (const secret of ['$argon2', 'clientSecret', bob.email]) expect(content).not.toContain(secret)

  const read = 'query ($id: ID!) { file(id: $id) { id } }'
  for (const other of [admin, bob]) expect((await other.ask(read, { id: ready.file.id })).file).toBeNull()
  const staff = await admin.ask(`query ($id: ID!) { user(id: $id) { dataExport { status file { fileName } } } }`, {
    id: ada.userId,
  })
  expect(staff.user.dataExport).toEqual({ status: 'READY', file: null })
  // On its way it was sealed, and what could open it is gone.
  for (const { name } of SERVICES) expect(await occurrences(name, WORDS.assessment, 'export-collected')).toEqual([])
  expect(await stack.database('file').query('select private_key from data_export')).toEqual([{ private_key: null }])
  expect(await stack.database('file').query('select 1 from export_part')).toEqual([])
  const mails = await eventually(
    () => listMails(target.mailUrl, ada.email),
    (seen) => expect(seen.map(({ subject }) => subject)).toContain('Your data is ready'),
  )
  expect(mails.map(({ text }) => text).join()).not.toContain(ready.file.downloadUrl)

  stack.clock.advance(8 * DAY_MS)
  for (const person of [ada, bob, admin]) Object.assign(person, await signIn(target.routerUrl, person))
  expect(await exportOf(ada)).toMatchObject({ status: 'EXPIRED', file: null })
  await eventually(
    () => stack.database('file').query("select status from file where purpose = 'DATA_EXPORT'"),
    (seen) => expect(seen).toEqual([{ status: 'DELETED' }]),
  )
}, 120_000)

test('money that staff give back lowers the revenue, sends credit notes, and ends access and certificate with the last of it', async () => {
  const stats = async () =>
    (
      await admin.ask(
        `{ platformStats { revenueByCurrency { minorUnits currency } refundedByCurrency { minorUnits } } }`,
      )
    ).platformStats
  const giveBack = (amountMinorUnits?: number) =>
    admin.mutate(
      'refundOrderLine',
      { orderLineId: order.lines[0]?.id, reason: WORDS.payment, amountMinorUnits, idempotencyKey: randomUUID() },
      'refund { id }',
    )
  await giveBack(900)
  await eventually(stats, (seen) =>
    expect(seen).toEqual({
      revenueByCurrency: [{ minorUnits: 4000, currency: 'EUR' }],
      refundedByCurrency: [{ minorUnits: 900 }],
    }),
  )
  expect((await enrolment()).status).toBe('ACTIVE')
  expect((await verify()).revokedAt).toBeNull()
  await giveBack()
  await eventually(enrolment, (seen) => expect(seen.status).toBe('REVOKED'))
  await eventually(verify, (seen) => expect(seen.revokedAt).not.toBeNull())
  await eventually(stats, (seen) => expect(seen.revenueByCurrency).toEqual([{ minorUnits: 0, currency: 'EUR' }]))
  const notes = await eventually(
    async () => (await listMails(target.mailUrl, ada.email)).filter(({ subject }) => subject === 'Your credit note'),
    (seen) => expect(seen).toHaveLength(2),
  )
  const texts = notes.map(({ text }) => text).join()
  for (const amount of ['Given back: €9.00', 'Given back: €40.00']) expect(texts).toContain(amount)
  await eventually(
    () => sagas('payment'),
    (seen) => expect(seen.filter(({ finished }) => !finished)).toEqual([]),
  )
}, 120_000)

test('whoever is forgotten is forgotten everywhere; what the law wants stays, and answers twice given count once', async () => {
  const ledger = () =>
    stack.database('payment').query('select * from ledger_entry order by id') as Promise<Record<string, unknown>[]>
  const before = await ledger()
  const [{ id: erasureId } = { id: '' }] = [
    (await ada.mutate('requestErasure', { confirmEmail: ada.email }, 'erasure { id }')).erasure,
  ]
  const erasure = async () =>
    (await admin.ask('{ erasures(open: false) { id status missing receipts { domain erased kept } } }')).erasures.find(
      ({ id }: { id: string }) => id === erasureId,
    )
  const done = await eventually(erasure, (seen) => expect(seen).toMatchObject({ status: 'COMPLETED', missing: [] }))
  expect(done.receipts.map(({ domain }: { domain: string }) => domain)).toEqual(DOMAINS)
  const erased = Object.fromEntries(
    done.receipts.map(({ domain, erased }: { domain: string; erased: number }) => [domain, erased]),
  )
  for (const domain of DOMAINS) expect(erased, domain).toMatchObject({ [domain]: expect.any(Number) })
  for (const domain of ['course', 'assessment', 'payment', 'notification', 'live-session', 'file']) {
    expect(erased[domain], domain).toBeGreaterThan(0)
  }

  for (const { name } of SERVICES) {
    for (const words of [...Object.values(WORDS), ada.email]) {
      expect(await occurrences(name, words), `${words} in ${name}`).toEqual([])
    }
  }
  expect(await stack.database('user').query('select display_name from "user" where id = $1', [ada.userId])).toEqual([
    { display_name: 'Erased account' },
  ])
  expect(await ledger()).toEqual(before)
  expect((await admin.ask('query ($id: ID!) { order(id: $id) { status } }', { id: order.id })).order.status).toBe(
    'PAID',
  )
  expect((await verify()).revokedAt).not.toBeNull()
  await expect(signIn(target.routerUrl, ada)).rejects.toThrow()

  // Every question and every answer once more.
  const again = "update kit.outbox set published_at = null where type like '%.erasure-%'"
  for (const { name } of SERVICES) await stack.database(name).query(again)
  for (const { name } of SERVICES) {
    await eventually(
      () => stack.database(name).query('select 1 from kit.outbox where published_at is null'),
      (seen) => expect(seen).toEqual([]),
    )
  }
  expect(await erasure()).toEqual(done)
}, 120_000)

/** Where words occur in a service's database; events on their way are left out, but for those of a type. */
async function occurrences(service: string, words: string, eventType?: string): Promise<string[]> {
  const database = stack.database(service)
  const tables = await database.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('public', 'kit') and table_type = 'BASE TABLE'`,
  )
  const found = await Promise.all(
    tables.map(async ({ name }) => {
      const condition = name !== 'kit.outbox' ? 'true' : eventType ? `type like '%${eventType}%'` : 'false'
      const rows = await database.query(
        `select 1 from ${name} as row where ${condition} and row::text ilike '%' || $1 || '%' limit 1`,
        [words],
      )
      return rows.length > 0 && (eventType === undefined || name === 'kit.outbox') ? [name] : []
    }),
  )
  return found.flat()
}
