import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

export interface TakenMail {
  to: string
  messageId: string
  source: string
}

export interface MailServerOptions {
  port?: number
  /** Answers a recipient with an SMTP reply code of 400 or more; null takes it. */
  refuseRecipient?: (address: string) => number | null
  /** The same for a mail whose text has been received. */
  refuseMail?: (mail: TakenMail) => number | null
  login?: { user: string; pass: string }
}

/** A mail server that does what a test wants of it and keeps what it took. */
export interface MailServer extends AsyncDisposable {
  readonly port: number
  readonly url: string
  /** Every mail whose text arrived, also those that were refused then. */
  readonly offered: TakenMail[]
  readonly taken: TakenMail[]
  /** Recipients that were refused, one entry for each try. */
  readonly refused: string[]
}

/** What an e-mail says, text and HTML, with its transfer encoding undone. */
export const textOf = ({ source }: TakenMail): string => {
  const bytes = source
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_code, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

const reply = (responseCode: number) => Object.assign(new Error('not today, somebody@example.com'), { responseCode })

function readMail(to: string, source: string): TakenMail {
  return { to, messageId: /^Message-ID: (.*)$/im.exec(source)?.[1]?.trim() ?? '', source }
}

export async function startMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const offered: TakenMail[] = []
  const taken: TakenMail[] = []
  const refused: string[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: options.login === undefined,
    allowInsecureAuth: true,
    closeTimeout: 100,
    onAuth: ({ username, password }, _session, done) =>
      username === options.login?.user && password === options.login?.pass
        ? done(null, { user: username })
        : done(reply(535)),
    onRcptTo({ address }, _session, done) {
      const code = options.refuseRecipient?.(address)
      if (!code) return done()
      refused.push(address)
      return done(reply(code))
    },
    async onData(stream, session, done) {
      const mail = readMail(session.envelope.rcptTo[0]?.address ?? '', await text(stream))
      offered.push(mail)
      const code = options.refuseMail?.(mail)
      if (code) return done(reply(code))
      taken.push(mail)
      done()
    },
  })
  // A client that goes away is no failure of the test.
  server.on('error', () => {})
  const listener = server.listen(options.port ?? 0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as { port: number }
  const url = `smtp://127.0.0.1:${port}`
  return {
    ...{ port, url, offered, taken, refused },
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
