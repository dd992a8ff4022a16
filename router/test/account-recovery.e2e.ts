import { randomUUID } from 'node:crypto'
import { createLogger } from '@lms/kit/log'
import { createApiClient, type SignedInClient, signIn } from '@lms/local/api-client'
import { listMails } from '@lms/local/mail'
import { eventually } from '@lms/testkit/eventually'
import { setUp } from '@lms/testkit/set-up'
import { startTestStack } from '@lms/testkit/stack'
import { expect, test } from 'vitest'
import { join, type Person } from './journey/people.ts'
import { journeyTarget } from './journey/target.ts'

/** What is promised: access that ended is refused after this. */
const PROMISED_MS = 5_000

const logged: string[] = []
const log = createLogger({ level: 'debug', destination: { write: (line) => void logged.push(line) } })
const stack = setUp(() => startTestStack({ log }))

const anonymous = () => createApiClient(stack.routerUrl, null)
const target = () => journeyTarget(stack, { DATABASE_URL: stack.database('user').url, DB_SSL_MODE: 'disable' })

const mailsTo = ({ email }: Person) => listMails(stack.mailUrl ?? '', email)

/** The token of the latest link to a page that somebody was mailed, once there is another one than before. */
async function mailedToken(person: Person, page: string, before?: string): Promise<string> {
  const link = `${stack.places.frontendUrl}/${page}#token=`
  const latest = async () =>
    (await mailsTo(person)).flatMap(({ text }) => text?.split(link)[1]?.split(/\s/)[0] ?? []).at(-1)
  const token = await eventually(latest, (found) => expect([undefined, before]).not.toContain(found))
  return token ?? ''
}

const askForReset = ({ email }: { email: string }) =>
  anonymous().send(
    'mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { userErrors { code } } }',
    {
      input: { email },
    },
  )
const reset = (token: string, newPassword: string) =>
  anonymous().mutate('resetPassword', { token, newPassword }, 'user { id }')
const verifiedAt = async (client: SignedInClient) => (await client.ask('{ me { emailVerifiedAt } }')).me.emailVerifiedAt
const statusOf = async (client: SignedInClient) => (await client.send('{ me { id } }')).status

/** Everything that is stored of accounts and of what they were mailed, and every line that was logged. */
async function traces(): Promise<string> {
  const tables = ['kit.outbox', 'mail_token', 'password_reset_request', '"user"', 'session']
  const read = (service: string, table: string) => stack.database(service).query(`select t::text from ${table} t`)
  const rows = await Promise.all([
    ...tables.map((table) => read('user', table)),
    ...['kit.inbox', 'notification', 'delivery'].map((table) => read('notification', table)),
  ])
  return JSON.stringify([rows, logged])
}

test('somebody signs up, verifies the address, forgets the password and sets a new one, all by e-mail', async () => {
  const ada = await join(target(), 'Ada')
  const verification = await mailedToken(ada, 'verify-email')
  expect(await verifiedAt(ada)).toBeNull()
  await expect(
    (await join(target(), 'Mallory')).mutate('verifyEmail', { token: verification }, '__typename'),
  ).rejects.toThrow('INVALID_TOKEN')
  const { user } = await ada.mutate('verifyEmail', { token: verification }, 'user { emailVerifiedAt }')
  expect(await verifiedAt(ada)).toBe(user.emailVerifiedAt)

  const elsewhere = await signIn(stack.routerUrl, ada)
  expect((await askForReset(ada)).data).toEqual({ requestPasswordReset: { userErrors: [] } })
  const token = await mailedToken(ada, 'reset-password')
  const password = randomUUID()
  expect((await reset(token, password)).user).toEqual({ id: ada.userId })

  const statuses = () => Promise.all([ada, elsewhere].map(statusOf))
  await expect.poll(statuses, { timeout: PROMISED_MS, interval: 50 }).toEqual([401, 401])
  for (const { refreshToken } of [ada, elsewhere])
    await expect(anonymous().mutate('refreshSession', { refreshToken }, '__typename')).rejects.toThrow(
      'INVALID_REFRESH_TOKEN',
    )
  await expect(signIn(stack.routerUrl, ada)).rejects.toThrow('INVALID_CREDENTIALS')
  await expect(reset(token, 'something else')).rejects.toThrow('INVALID_TOKEN')
  const back = await signIn(stack.routerUrl, { ...ada, password })
  expect(await verifiedAt(back)).toBe(user.emailVerifiedAt)

  await eventually(
    () => mailsTo(ada),
    (mails) => expect(mails.map(({ subject }) => subject)).toContain('Your password was changed'),
  )
  const found = await traces()
  for (const mailed of [verification, token]) {
    const [tokenId = '', signature = ''] = mailed.split('.')
    expect(found).toContain(tokenId)
    expect(found).not.toContain(signature)
  }
  expect(logged.join()).toContain('listening')
  expect(logged.join()).not.toContain(ada.email)
})

test('a link that is asked for again replaces the one of before', async () => {
  const bob = await join(target(), 'Bob')
  const first = await mailedToken(bob, 'verify-email')
  await bob.ask('mutation { requestEmailVerification { userErrors { code } } }')
  const second = await mailedToken(bob, 'verify-email', first)
  await expect(bob.mutate('verifyEmail', { token: first }, '__typename')).rejects.toThrow('INVALID_TOKEN')
  await bob.mutate('verifyEmail', { token: second }, 'user { id }')
})

test('a client tries so many addresses and no more, whether they have accounts or not', async () => {
  const nobody = () => askForReset({ email: `${randomUUID()}@example.com` })
  const answers = await Promise.all(Array.from({ length: 40 }, nobody))
  const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'taken')
  // One of the thirty was the first test's.
  expect(codes.filter((code) => code === 'taken')).toHaveLength(29)
  expect(codes.filter((code) => code === 'THROTTLED')).toHaveLength(11)
})
