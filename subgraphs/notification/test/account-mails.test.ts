import { emailVerificationRequested, passwordChanged, passwordResetRequested } from '@lms/contracts/user'
import { newId } from '@lms/kit/ids'
import { createSignedTexts } from '@lms/kit/signed-texts'
import type { SignedInViewer } from '@lms/kit/viewer'
import { setUp } from '@lms/testkit/set-up'
import type { TestSubgraph } from '@lms/testkit/subgraph'
import { describe, expect, test } from 'vitest'
import { dieWhileSending, settled } from './delivery-rows.ts'
import { emailOf, registered, stranger } from './facts.ts'
import { readInbox } from './inbox.ts'
import { type MailServer, startMailServer, textOf } from './mail-server.ts'
import { MAIL_TOKEN_SECRET, startTestNotification } from './start-notification.ts'

const MINUTE = 60_000

const server = setUp(() => startMailServer())
const subgraph = setUp(() => startTestNotification(server.url))

const LINKS = {
  'reset-password': passwordResetRequested,
  'verify-email': emailVerificationRequested,
} as const

/** Tells that a person needs a link for an hour. */
async function needsLink(at: TestSubgraph, { id: userId }: SignedInViewer, page: keyof typeof LINKS) {
  const tokenId = newId('mail')
  const expiresAt = new Date(at.clock.now().getTime() + 60 * MINUTE).toISOString()
  const event = await at.deliver(LINKS[page], { subject: userId, version: 2, data: { userId, tokenId, expiresAt } })
  return { tokenId, event, link: `https://learn.example.com/${page}#token=${sign(tokenId)}` }
}

const { sign } = createSignedTexts([MAIL_TOKEN_SECRET])

/** What a person was mailed, once there are that many e-mails; the first is the welcome. */
async function mailsTo(person: SignedInViewer, count: number, from: MailServer = server) {
  const taken = () => from.taken.filter(({ to }) => to === emailOf(person))
  await expect.poll(() => taken().length).toBe(count)
  return taken().map((mail) => ({ ...mail, text: textOf(mail) }))
}

describe.each(['reset-password', 'verify-email'] as const)('the link to %s', (page) => {
  test.each([
    ['en', 'Of several such e-mails only the latest works.'],
    ['de', 'Von mehreren solchen E-Mails gilt nur die neueste.'],
  ])('is in the e-mail (%s), in text and HTML, and nowhere else', async (locale, sentence) => {
    const ada = await registered(subgraph, stranger(), { locale })
    const { tokenId, event, link } = await needsLink(subgraph, ada, page)
    await subgraph.redeliver(event)
    const mail = (await mailsTo(ada, 2)).find(({ text }) => text.includes(link))
    expect(mail?.text).toContain(sentence)
    expect(mail?.text).toContain(`<a href="${link}">`)

    const [, signature = ''] = sign(tokenId).split('.')
    const stored = await subgraph.database.query<{ row: string }>(
      'select n::text || d::text as row from notification n join delivery d on d.notification_id = n.id',
    )
    expect(JSON.stringify(stored)).toContain(tokenId)
    for (const place of [stored, await readInbox(subgraph, ada), await subgraph.outbox()])
      expect(JSON.stringify(place)).not.toContain(signature)
    expect(JSON.stringify(await readInbox(subgraph, ada))).not.toMatch(/https:|token/)
  })
})

test('an e-mail that is sent again after a crash has the same link and Message-ID', async () => {
  const ada = await registered(subgraph)
  const { link } = await needsLink(subgraph, ada, 'reset-password')
  await mailsTo(ada, 2)
  await dieWhileSending(subgraph, ada.id, new Date(subgraph.clock.now().getTime() - MINUTE))
  const again = (await mailsTo(ada, 4)).filter(({ text }) => text.includes(link))
  expect(again).toHaveLength(2)
  expect(new Set(again.map(({ messageId }) => messageId)).size).toBe(1)
})

test('a link that expired while the mail server was away is not sent any more', async () => {
  let away = true
  await using unsteady = await startMailServer({ refuseMail: () => (away ? 451 : null) })
  await using own = await startTestNotification(unsteady.url)
  const ada = stranger()
  await needsLink(own, ada, 'reset-password')
  await registered(own, ada)
  await settled(own, ada.id, { state: 'QUEUED', attempts: 1 }, { state: 'QUEUED', attempts: 1 })
  own.clock.advance(61 * MINUTE)
  away = false
  await settled(own, ada.id, { state: 'FAILED', last_error: 'EXPIRED' }, { state: 'SENT' })
  expect(await mailsTo(ada, 1, unsteady)).toMatchObject([{ text: expect.stringContaining('Welcome') }])
})

test('links are made by the first secret of a rotation', async () => {
  await using own = await startTestNotification(server.url, {
    MAIL_TOKEN_SECRET: `${MAIL_TOKEN_SECRET},${'an old secret '.repeat(3)}`,
  })
  const ada = await registered(own)
  const { link } = await needsLink(own, ada, 'verify-email')
  const texts = (await mailsTo(ada, 2)).map(({ text }) => text)
  expect(texts.join()).toContain(link)
})

test('who has a new password is told, once', async () => {
  const ada = await registered(subgraph)
  const event = await subgraph.deliver(passwordChanged, { subject: ada.id, version: 2, data: { userId: ada.id } })
  await subgraph.redeliver(event)
  const texts = (await mailsTo(ada, 2)).map(({ text }) => text)
  expect(texts.filter((text) => text.includes('Your password was changed'))).toHaveLength(1)
  expect((await readInbox(subgraph, ada)).map(({ title }) => title)).toContain('Your password was changed')
})
