import nodemailer from 'nodemailer'
import type { NotificationConfig } from '../config.ts'
import type { ComposedMail } from './compose-mail.ts'

/** Hands e-mails to a mail server. */
export interface Mailer {
  /**
   * Sends one e-mail. The Message-ID is made of `deliveryId`, so that a mail system can tell a repetition.
   * @throws what nodemailer throws; see `isFinalRefusal`
   */
  send(mail: ComposedMail, deliveryId: string): Promise<void>
  close(): void
}

/** How many e-mails one process sends at a time. */
export const PARALLEL_MAILS = 5

/** Makes a mailer; it connects when there is something to send. */
export function createMailer(config: Pick<NotificationConfig, 'SMTP_URL' | 'SMTP_PASS' | 'MAIL_FROM'>): Mailer {
  const url = new URL(config.SMTP_URL)
  if (config.SMTP_PASS !== undefined) url.password = encodeURIComponent(config.SMTP_PASS)
  const transport = nodemailer.createTransport({
    url: url.href,
    pool: true,
    maxConnections: PARALLEL_MAILS,
    // The pool would send again by itself what a lost connection leaves in doubt; tries are counted in the database.
    maxRequeues: 0,
    idleTimeout: 30_000,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const domain = /@([^\s<>@]+)>?$/.exec(config.MAIL_FROM)?.[1] ?? 'localhost'
  return {
    async send(mail, deliveryId) {
      await transport.sendMail({
        ...mail,
        from: config.MAIL_FROM,
        messageId: `<${deliveryId}@${domain}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      })
    },
    close: () => transport.close(),
  }
}

interface SmtpFailure {
  code?: unknown
  command?: unknown
  responseCode?: unknown
}

/**
 * Whether an e-mail cannot be sent however often it is tried: its address or size is impossible, or the server refused
 * its recipient or text for good (RFC 5321, 5yz). A refused sender or password is a matter of configuration and passes.
 */
export function isFinalRefusal(error: unknown): boolean {
  const { code, command, responseCode } = error as SmtpFailure
  if (code !== 'EENVELOPE' && code !== 'EMESSAGE') return false
  if (typeof responseCode !== 'number') return true
  return responseCode >= 500 && command !== 'MAIL FROM'
}

/** What went wrong, without the server's text: that quotes addresses. For example `EENVELOPE 550`. */
export function failureCode(error: unknown): string {
  const { code, responseCode, name } = error as SmtpFailure & { name?: unknown }
  return [code ?? name ?? 'UNKNOWN', responseCode].filter((part) => part !== undefined).join(' ')
}
