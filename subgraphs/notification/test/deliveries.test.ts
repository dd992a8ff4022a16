import { describe, expect, test } from 'vitest'
import { deliveriesTo, dieWhileSending, settled } from './delivery-rows.ts'
import { emailOf, graded, registered, stranger } from './facts.ts'
import { type MailServer, startMailServer } from './mail-server.ts'
import { startTestNotification } from './start-notification.ts'

const MINUTE = 60_000

const recipients = (server: MailServer) => server.taken.map(({ to }) => to)

test('three processes send every e-mail once', async () => {
  await using server = await startMailServer()
  await using subgraph = await startTestNotification(server.url)
  const replicas = [await subgraph.startReplica(), await subgraph.startReplica()]
  const people = await Promise.all(Array.from({ length: 40 }, () => registered(subgraph)))
  await expect.poll(() => server.taken.length).toBeGreaterThanOrEqual(40)
  for (const { id } of people) await settled(subgraph, id, { state: 'SENT', attempts: 1, last_error: null })
  expect(recipients(server).sort()).toEqual(people.map(emailOf).sort())
  expect(new Set(server.taken.map(({ messageId }) => messageId)).size).toBe(40)
  for (const replica of replicas) await replica.stop()
})

describe('a mail server that refuses', () => {
  test('for now gets the same e-mail again, later and later', async () => {
    let refusals = 2
    await using server = await startMailServer({ refuseMail: () => (refusals-- > 0 ? 451 : null) })
    await using subgraph = await startTestNotification(server.url)
    const ada = await registered(subgraph)
    await settled(subgraph, ada.id, { state: 'QUEUED', attempts: 1, last_error: 'EMESSAGE 451' })
    subgraph.clock.advance(MINUTE / 2)
    await settled(subgraph, ada.id, { state: 'QUEUED', attempts: 2 })
    subgraph.clock.advance(MINUTE / 2)
    // Only now is half of the second pause over: somebody else's e-mail passes by.
    const bob = await registered(subgraph)
    await settled(subgraph, bob.id, { state: 'SENT' })
    expect(recipients(server)).toEqual([emailOf(bob)])
    subgraph.clock.advance(MINUTE / 2)
    await settled(subgraph, ada.id, { state: 'SENT', attempts: 3, last_error: null })
    const toAda = server.offered.filter(({ to }) => to === emailOf(ada))
    expect(new Set(toAda.map(({ messageId }) => messageId)).size).toBe(1)
    expect(toAda).toHaveLength(3)
  })

  test('a recipient for good is not asked again', async () => {
    const ada = stranger()
    await using server = await startMailServer({
      refuseRecipient: (address) => (address === emailOf(ada) ? 550 : null),
    })
    await using subgraph = await startTestNotification(server.url)
    await registered(subgraph, ada)
    await settled(subgraph, ada.id, { state: 'FAILED', attempts: 1, last_error: 'EENVELOPE 550' })
    subgraph.clock.advance(24 * 60 * MINUTE)
    const bob = await registered(subgraph)
    await settled(subgraph, bob.id, { state: 'SENT' })
    expect(server.refused).toEqual([emailOf(ada)])
  })

  test('every time has failed after the last attempt', async () => {
    await using server = await startMailServer({ refuseMail: () => 451 })
    await using subgraph = await startTestNotification(server.url, { MAIL_MAX_ATTEMPTS: '3' })
    const ada = await registered(subgraph)
    for (const attempts of [1, 2]) {
      await settled(subgraph, ada.id, { state: 'QUEUED', attempts })
      subgraph.clock.advance(60 * MINUTE)
    }
    await settled(subgraph, ada.id, { state: 'FAILED', attempts: 3, last_error: 'EMESSAGE 451' })
  })

  test('the password is told by SMTP_PASS, and a wrong one is no reason to give an e-mail up', async () => {
    const login = { user: 'mailer', pass: 'p@ss/w%rd: ü' }
    await using server = await startMailServer({ login })
    const url = `smtp://mailer@127.0.0.1:${server.port}`
    await using subgraph = await startTestNotification(url, { SMTP_PASS: login.pass })
    const ada = await registered(subgraph)
    await settled(subgraph, ada.id, { state: 'SENT' })
    await using mistaken = await startTestNotification(url, { SMTP_PASS: 'wrong' })
    const bob = await registered(mistaken)
    await settled(mistaken, bob.id, { state: 'QUEUED', attempts: 1, last_error: 'EAUTH 535' })
  })
})

test('e-mails outlast a mail server that is away', async () => {
  let port: number
  {
    await using server = await startMailServer()
    port = server.port
  }
  await using subgraph = await startTestNotification(`smtp://127.0.0.1:${port}`)
  const ada = await registered(subgraph)
  await settled(subgraph, ada.id, { state: 'QUEUED', attempts: 1 })
  await using back = await startMailServer({ port })
  subgraph.clock.advance(MINUTE)
  await settled(subgraph, ada.id, { state: 'SENT', attempts: 2 })
  expect(recipients(back)).toEqual([emailOf(ada)])
})

describe('a process that died while sending', () => {
  test('is replaced when its lease ends, not before, with the same Message-ID', async () => {
    await using server = await startMailServer()
    await using subgraph = await startTestNotification(server.url)
    const ada = await registered(subgraph)
    await settled(subgraph, ada.id, { state: 'SENT' })
    await dieWhileSending(subgraph, ada.id, new Date(subgraph.clock.now().getTime() + 5 * MINUTE))
    const bob = await registered(subgraph)
    await settled(subgraph, bob.id, { state: 'SENT' })
    expect(recipients(server)).toEqual([emailOf(ada), emailOf(bob)])
    subgraph.clock.advance(6 * MINUTE)
    await settled(subgraph, ada.id, { state: 'SENT', attempts: 2 })
    const [first, , second] = server.taken
    expect(second).toMatchObject({ to: emailOf(ada), messageId: first?.messageId })
  })
})

test('an e-mail that cannot be written fails alone', async () => {
  await using server = await startMailServer()
  await using subgraph = await startTestNotification(server.url)
  const broken = stranger()
  await graded(subgraph, broken.id)
  await subgraph.database.query(`update notification set data = '{}' where recipient_id = $1`, [broken.id])
  const whole = await registered(subgraph)
  await registered(subgraph, broken)
  await expect
    .poll(() => deliveriesTo(subgraph, broken.id))
    .toMatchObject([{ state: 'FAILED', attempts: 1, last_error: 'UNWRITABLE' }, { state: 'SENT' }])
  await settled(subgraph, whole.id, { state: 'SENT' })
})
