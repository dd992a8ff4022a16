import { listMails, type MailCatcher, startMail } from '@lms/local/mail'
import type { TestSubgraph } from '@lms/testkit/subgraph'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { courseKnown, emailOf, enrolled, givenBack, graded, paid, registered, stranger } from './facts.ts'
import { readInbox } from './inbox.ts'
import { startTestNotification } from './start-notification.ts'

let mail: MailCatcher
let subgraph: TestSubgraph
beforeAll(async () => {
  mail = await startMail({ smtpPort: 0, webPort: 0 })
  subgraph = await startTestNotification(mail.smtpUrl)
})
afterAll(async () => {
  await subgraph[Symbol.asyncDispose]()
  await mail.stop()
})

/** The mails to a person, once there are that many. */
async function mailsTo(address: string, count: number) {
  await expect.poll(async () => (await listMails(mail.webUrl, address)).length).toBe(count)
  return listMails(mail.webUrl, address)
}

test('an e-mail greets its reader, says why it came, and escapes what people wrote', async () => {
  const zoe = await registered(subgraph, stranger(), { displayName: 'Zoë <b>&"O’Neil"</b>', locale: 'de' })
  const [welcome] = await mailsTo(emailOf(zoe), 1)
  expect(welcome).toMatchObject({
    subject: 'Willkommen',
    from: [{ address: 'no-reply@lms.test', name: 'LMS' }],
    to: [{ address: emailOf(zoe), name: 'Zoë <b>&"O’Neil"</b>' }],
    headers: {
      'message-id': expect.stringMatching(/^<delivery_[0-9a-z]{26}@lms\.test>$/),
      'auto-submitted': 'auto-generated',
    },
  })
  expect(welcome?.text).toContain('Guten Tag Zoë <b>&"O’Neil"</b>,')
  expect(welcome?.text).toContain('weil sie Ihr Konto betrifft')
  expect(welcome?.html).toContain('<html lang="de">')
  expect(welcome?.html).toContain('Guten Tag Zoë &lt;b&gt;&amp;&quot;O’Neil&quot;&lt;/b&gt;,')
  expect(welcome?.html).not.toContain('<b>')
})

test('a receipt lists what was bought', async () => {
  const ada = await registered(subgraph, stranger(), { locale: 'en-IN' })
  const { courseId } = await courseKnown(subgraph, 'Knots')
  const { subject: orderId } = await paid(subgraph, ada.id, courseId, '12345678', 'INR')
  const receipt = (await mailsTo(emailOf(ada), 2)).find(({ subject }) => subject === 'Your receipt')
  expect(receipt?.text).toContain(`Order ${orderId}\n\nKnots: ₹1,23,456.78\n\nTotal: ₹1,23,456.78`)
})

test('a credit note says what was given back, and what of the course stays; one for each refund', async () => {
  const ada = await registered(subgraph, stranger(), { locale: 'de' })
  const { courseId } = await courseKnown(subgraph, 'Knots')
  const told = await givenBack(subgraph, ada.id, courseId, { minorUnits: '900', effect: 'KEEP' })
  const { refundId } = told.data as { refundId: string }
  await subgraph.redeliver(told)
  await givenBack(subgraph, ada.id, courseId, { minorUnits: '900', effect: 'KEEP', refundId, version: 3 })
  await givenBack(subgraph, ada.id, courseId, { minorUnits: '4000', effect: 'REVOKE' })
  const mails = (await mailsTo(emailOf(ada), 3)).filter(({ subject }) => subject === 'Ihre Gutschrift')
  expect(mails).toHaveLength(2)
  const texts = mails.map(({ text }) => text).join('\n')
  expect(texts).toContain(`Gutschrift ${refundId}`)
  expect(texts).toContain('Knots: -9,00\u00a0€\n\nErstattet: 9,00\u00a0€')
  expect(texts).toContain('Erstattet: 40,00\u00a0€')
  const bodies = (await readInbox(subgraph, ada)).map(({ body }) => body).join()
  expect(bodies).toContain('Der Zugang zum Kurs bleibt Ihnen.')
  expect(bodies).toContain('Dieser Kauf öffnet den Kurs nicht mehr.')
})

test('an e-mail about a grade keeps the score to itself', async () => {
  const ada = await registered(subgraph)
  await graded(subgraph, ada.id)
  const grade = (await mailsTo(emailOf(ada), 2)).find(({ subject }) => subject === 'Your grade for Final quiz')
  expect(grade?.text).toContain('Sign in to see it.')
  for (const part of [grade?.subject, grade?.text, grade?.html]) expect(part).not.toMatch(/87|passed/)
})

test('an e-mail to somebody whose address is not known yet waits for it', async () => {
  const early = stranger()
  const { courseId } = await courseKnown(subgraph, 'Knots')
  await enrolled(subgraph, courseId, early.id)
  // Whatever came due meanwhile has gone out before this one.
  const other = await registered(subgraph)
  await mailsTo(emailOf(other), 1)
  expect(await listMails(mail.webUrl, emailOf(early))).toEqual([])
  await registered(subgraph, early)
  const subjects = (await mailsTo(emailOf(early), 2)).map(({ subject }) => subject)
  expect(subjects.sort()).toEqual(['Welcome', 'You are enrolled: Knots'])
})
