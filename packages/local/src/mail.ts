import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { MailDev } from 'maildev'
import { z } from 'zod'
import { assertPortFree } from './ports.ts'

export interface MailOptions {
  /** 0: any free one. */
  readonly smtpPort: number
  /** 0: any free one. */
  readonly webPort: number
  /** 127.0.0.1 unless told. */
  readonly host?: string
  /** Folder that keeps the mails over a restart; without it they are gone with `stop`. */
  readonly dataDir?: string
}

/** A running mail catcher: it takes every mail and passes none on. */
export interface MailCatcher {
  readonly smtpUrl: string
  /** Web page to read them, and its API below `/api`. */
  readonly webUrl: string
  stop(): Promise<void>
}

/**
 * Starts maildev.
 * @throws StackError when a port is taken
 */
export async function startMail({ smtpPort, webPort, host = '127.0.0.1', dataDir }: MailOptions): Promise<MailCatcher> {
  if (smtpPort !== 0) await assertPortFree(smtpPort, 'the mail catcher (SMTP)')
  if (webPort !== 0) await assertPortFree(webPort, 'the web page of the mail catcher')
  // Its own default is one folder of the temporary directory for everybody.
  const mailDirectory = dataDir ?? (await mkdtemp(path.join(tmpdir(), 'lms-mail-')))
  const ports = { smtp: smtpPort, ip: host, web: webPort, webIp: host }
  const maildev = new MailDev({ ...ports, mailDirectory, maxEmails: 1000, silent: true })
  const { smtp, api } = await maildev.start()
  return {
    smtpUrl: `smtp://${host}:${smtp.getAddress().port}`,
    webUrl: `http://${host}:${api?.getPort()}`,
    stop: async () => {
      await maildev.stop()
      if (dataDir === undefined) await rm(mailDirectory, { recursive: true, force: true })
    },
  }
}

const Address = z.object({ address: z.string(), name: z.string().optional() })

const Mail = z.object({
  id: z.string(),
  time: z.coerce.date(),
  subject: z.string(),
  from: z.array(Address),
  to: z.array(Address),
  text: z.string().optional(),
  html: z.string().optional(),
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
})

/** A mail that was received; header names are in lower case. */
export type ReceivedMail = z.infer<typeof Mail>

/** What the catcher at `webUrl` has received, oldest first; `to` keeps only what went to that address. */
export async function listMails(webUrl: string, to?: string): Promise<ReceivedMail[]> {
  const response = await fetch(new URL('/api/email?sort=asc', webUrl))
  if (!response.ok) throw new Error(`The mail catcher answered ${response.status}`)
  const mails = z.array(Mail).parse(await response.json())
  return mails.filter((mail) => to === undefined || mail.to.some(({ address }) => address === to))
}
