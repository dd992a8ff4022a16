import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import nodemailer from 'nodemailer'
import { expect, test, vi } from 'vitest'
import { listMails, startMail } from '../src/mail.ts'

async function send(smtpUrl: string, to: string): Promise<void> {
  const transport = nodemailer.createTransport(smtpUrl)
  await transport.sendMail({
    from: 'LMS <no-reply@lms.test>',
    to,
    subject: 'Welcome, Zoë',
    text: 'You are enrolled.',
    html: '<p>You are <b>enrolled</b>.</p>',
    headers: { 'X-Notification-Id': 'notification_1' },
  })
  transport.close()
}

test('a sent mail is listed with its contents and can be read on the web page', async () => {
  const mail = await startMail({ smtpPort: 0, webPort: 0 })
  try {
    await send(mail.smtpUrl, 'ana@lms.test')
    await send(mail.smtpUrl, 'ben@lms.test')
    const [received, ...others] = await vi.waitFor(async () => {
      const mails = await listMails(mail.webUrl, 'ana@lms.test')
      expect(mails).not.toHaveLength(0)
      return mails
    })
    expect(others).toEqual([])
    expect(received).toMatchObject({
      subject: 'Welcome, Zoë',
      from: [{ address: 'no-reply@lms.test', name: 'LMS' }],
      text: expect.stringContaining('You are enrolled.'),
      html: expect.stringContaining('<b>enrolled</b>'),
      headers: { 'x-notification-id': 'notification_1' },
    })
    const page = await fetch(mail.webUrl, { headers: { accept: 'text/html' } })
    expect(page.headers.get('content-type')).toContain('text/html')
  } finally {
    await mail.stop()
  }
})

test('mails in a folder survive a restart', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'lms-mail-test-'))
  const first = await startMail({ smtpPort: 0, webPort: 0, dataDir })
  await send(first.smtpUrl, 'ana@lms.test')
  await vi.waitFor(async () => expect(await listMails(first.webUrl)).toHaveLength(1))
  await first.stop()
  const second = await startMail({ smtpPort: 0, webPort: 0, dataDir })
  expect(await listMails(second.webUrl)).toMatchObject([{ to: [{ address: 'ana@lms.test' }] }])
  await second.stop()
  await rm(dataDir, { recursive: true })
})

test('a taken port is refused in a sentence', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  await expect(startMail({ smtpPort: port, webPort: 0 })).rejects.toThrow(
    `Port ${port}, which the mail catcher (SMTP) needs, is taken by another program.`,
  )
  other.close()
})
