import { passwordChanged, passwordResetRequested } from '@lms/contracts/user'
import { createSignedTexts } from '@lms/kit/signed-texts'
import { startTestFirebase } from '@lms/testkit/firebase'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import { databaseText, INVALID_TOKEN, mailsOf, NEW_PASSWORD } from './mails.ts'
import { newAddress, sessionsOf, verified, viewerOf } from './people.ts'
import { MAIL_TOKEN_SECRET, startTestUser } from './start-user.ts'

const MINUTE = 60_000

const firebase = setUp(startTestFirebase)
const user = setUp(() => startTestUser(firebase.environment))
const { join, signIn, refresh, exchange } = sessionsOf(user)
const { ask, allAnswered, resetTokens, verificationTokens, mailedReset, reset, verifiedAt } = mailsOf(user)

const suspend = (userId: string) =>
  user.execute(
    createViewer('ADMIN'),
    'mutation ($input: SuspendUserInput!) { suspendUser(input: $input) { userErrors { code } } }',
    { input: { userId, reason: 'Spam' } },
  )

/** Makes the account look as if it had another address since. */
const moveTo = (email: string, userId: string) =>
  user.database.query('update "user" set email = $1 where id = $2', [email, userId])

test('a mailed token sets a new password, ends every session, and signs nobody in', async () => {
  const ada = await join()
  const second = (await signIn(ada)).session
  const { user: person, userErrors } = await reset(await mailedReset(ada))
  expect([person, userErrors]).toEqual([{ id: ada.id }, []])

  expect((await signIn(ada)).userErrors).toEqual([{ field: null, code: 'INVALID_CREDENTIALS' }])
  expect((await signIn({ ...ada, password: NEW_PASSWORD })).userErrors).toEqual([])
  for (const { refreshToken } of [ada.session, second]) expect((await refresh(refreshToken)).userErrors).toHaveLength(1)
  const { data } = await user.execute(
    { kind: 'router' },
    'query ($since: DateTime!) { accessChanges(since: $since) { sessions } }',
    { since: new Date(user.clock.now().getTime() - MINUTE).toISOString() },
  )
  const ended = [ada.session, second].map(({ accessToken }) => viewerOf(accessToken).sessionId)
  expect(data.accessChanges.sessions).toEqual(expect.arrayContaining(ended))
  expect((await user.outbox(passwordChanged)).filter(({ subject }) => subject === ada.id)).toHaveLength(1)
})

describe('asking', () => {
  test('is answered alike, at the same cost, whether there is an account, none, a suspended one or one without a password', async () => {
    const known = await Promise.all(Array.from({ length: 4 }, join))
    const suspended = await Promise.all(Array.from({ length: 4 }, join))
    for (const { id } of suspended) await suspend(id)
    const withoutPassword = Array.from({ length: 4 }, () => verified())
    const { user: grace } = await exchange(await firebase.signIn(withoutPassword[0] ?? {}))
    for (const person of withoutPassword.slice(1)) await exchange(await firebase.signIn(person))
    const unknown = Array.from({ length: 4 }, newAddress)

    const groups = [known, suspended, withoutPassword].map((group) => group.map(({ email }) => email))
    const answers: unknown[] = []
    const costs: number[] = []
    for (const addresses of [...groups, unknown]) {
      let fewest = Number.POSITIVE_INFINITY
      for (const address of addresses) {
        // What the job sends for the request before is not this one's.
        await allAnswered()
        const before = await user.sqlStatements()
        answers.push(await ask(address))
        fewest = Math.min(fewest, (await user.sqlStatements()) - before)
      }
      costs.push(fewest)
    }
    expect(answers).toEqual(Array(16).fill({ data: { requestPasswordReset: { userErrors: [] } } }))
    expect(costs).toEqual([1, 1, 1, 1])

    await allAnswered()
    for (const { id } of known) expect(await resetTokens(id)).toHaveLength(1)
    expect(await resetTokens(grace.id)).toHaveLength(1)
    for (const { id } of suspended) expect(await resetTokens(id)).toEqual([])
    const told = JSON.stringify(await user.outbox(passwordResetRequested))
    for (const address of unknown) expect(told).not.toContain(address)
  })

  test('reaches an account whatever the case of its address', async () => {
    const ada = await join()
    expect(await mailedReset({ ...ada, email: ada.email.toUpperCase() })).not.toBe('none')
  })

  test('is answered once, however many processes of the service there are', async () => {
    const replica = await user.startReplica()
    const people = await Promise.all(Array.from({ length: 10 }, join))
    await Promise.all(people.flatMap(({ email }) => [ask(email), ask(email)]))
    await allAnswered()
    // Who asked again after the first answer is answered again; nobody is answered more often than they asked.
    for (const { id } of people) expect([1, 2]).toContain((await resetTokens(id)).length)
    await replica.stop()
  })

  test('needs an address', async () => {
    const { errors } = await ask('nobody')
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  })
})

describe('a token', () => {
  test('works once', async () => {
    const ada = await join()
    const token = await mailedReset(ada)
    expect((await reset(token)).userErrors).toEqual([])
    expect(await reset(token, 'another password')).toEqual({ user: null, userErrors: INVALID_TOKEN })
    expect((await signIn({ ...ada, password: NEW_PASSWORD })).userErrors).toEqual([])
  })

  test('that eight use at once sets the password of one of them', async () => {
    const ada = await join()
    const token = await mailedReset(ada)
    const passwords = Array.from({ length: 8 }, (_, index) => `new password ${index}`)
    const answers = await Promise.all(passwords.map((password) => reset(token, password)))
    const winners = passwords.filter((_, index) => answers[index].userErrors.length === 0)
    expect(winners).toHaveLength(1)
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual(Array(7).fill(INVALID_TOKEN[0]))
    expect((await signIn({ ...ada, password: winners[0] ?? '' })).userErrors).toEqual([])
    expect((await user.outbox(passwordChanged)).filter(({ subject }) => subject === ada.id)).toHaveLength(1)
  })

  test('works for an hour', async () => {
    const [early, late] = [await join(), await join()]
    const [inTime, tooLate] = [await mailedReset(early), await mailedReset(late)]
    user.clock.advance(59 * MINUTE)
    expect((await reset(inTime)).userErrors).toEqual([])
    user.clock.advance(2 * MINUTE)
    expect((await reset(tooLate)).userErrors).toEqual(INVALID_TOKEN)
  })

  test('is replaced by the next one', async () => {
    const ada = await join()
    const [first, second] = [await mailedReset(ada), await mailedReset(ada)]
    expect(second).not.toBe(first)
    expect((await reset(first)).userErrors).toEqual(INVALID_TOKEN)
    expect((await reset(second)).userErrors).toEqual([])
  })

  test('that was never mailed, was changed, or is for something else, is refused like a used one', async () => {
    const [ada, bob] = [await join(), await join()]
    const token = await mailedReset(ada)
    const [tokenId = '', signature = ''] = token.split('.')
    const [verification = ''] = await verificationTokens(ada.id)
    const wrong = [
      createSignedTexts(['another secret of more than 32 characters']).sign(tokenId),
      createSignedTexts([MAIL_TOKEN_SECRET]).sign('mail_01kanzt3sjf9ps3r1hq4v8m2xd'),
      `${(await mailedReset(bob)).split('.')[0]}.${signature}`,
      ...[tokenId, `${token}x`, token.toUpperCase(), '', '.', 'x'.repeat(30_000), 'a\u0000b'],
      ...[verification, ada.session.refreshToken, ada.session.accessToken],
    ]
    for (const attempt of wrong) expect(await reset(attempt)).toEqual({ user: null, userErrors: INVALID_TOKEN })
    expect((await signIn(ada)).userErrors).toEqual([])
    expect((await reset(token)).userErrors).toEqual([])
  })

  test('that went to an address of before is refused', async () => {
    const ada = await join()
    const token = await mailedReset(ada)
    await moveTo(newAddress(), ada.id)
    expect((await reset(token)).userErrors).toEqual(INVALID_TOKEN)
  })

  test('is not used up by a password that breaks a rule, and the rules are those of signing up', async () => {
    const ada = await join()
    const token = await mailedReset(ada)
    for (const [password, code] of [
      ['short', 'TOO_SMALL'],
      ['x'.repeat(4_097), 'TOO_BIG'],
    ] as const)
      expect((await reset(token, password)).userErrors).toEqual([{ field: ['input', 'newPassword'], code }])
    expect((await reset(token, 'x'.repeat(4_096))).userErrors).toEqual([])
  })

  test('opens no account that was suspended since, and who holds no token that works does not learn of it', async () => {
    const ada = await join()
    const token = await mailedReset(ada)
    await suspend(ada.id)
    expect(await reset(token)).toEqual({ user: null, userErrors: [{ field: null, code: 'ACCOUNT_SUSPENDED' }] })
    const [verification = ''] = await verificationTokens(ada.id)
    expect((await reset(verification)).userErrors).toEqual(INVALID_TOKEN)
    user.clock.advance(61 * MINUTE)
    expect((await reset(token)).userErrors).toEqual(INVALID_TOKEN)
  })

  test('lies nowhere, neither in a table nor in an event', async () => {
    const ada = await join()
    const tokens = [await mailedReset(ada), ...(await verificationTokens(ada.id))]
    const stored = await databaseText(user)
    for (const token of tokens) {
      const [tokenId = '', signature = ''] = token.split('.')
      expect(stored).toContain(tokenId)
      expect(stored).not.toContain(signature)
    }
  })

  test('that nobody used is swept away', async () => {
    const ada = await join()
    await mailedReset(ada)
    user.clock.advance(61 * MINUTE)
    // A process sweeps when it starts.
    const replica = await user.startReplica()
    await expect
      .poll(() => user.database.query('select purpose from mail_token where user_id = $1', [ada.id]))
      .toEqual([{ purpose: 'EMAIL_VERIFICATION' }])
    await replica.stop()
  })
})

describe('a new password', () => {
  test('proves the address, and takes an account from whoever prepared it for its owner', async () => {
    const email = newAddress()
    const prepared = await exchange(await firebase.signIn({ email, emailVerified: false }))
    const viewer = viewerOf(prepared.session.accessToken)
    expect(await verifiedAt(viewer)).toBeNull()
    expect((await reset(await mailedReset({ id: prepared.user.id, email }))).userErrors).toEqual([])
    expect(await verifiedAt(viewer)).not.toBeNull()
    expect((await exchange(await firebase.signIn({ email, emailVerified: false }))).userErrors).toEqual([
      { field: ['input', 'idToken'], code: 'EMAIL_NOT_VERIFIED' },
    ])
    expect((await refresh(prepared.session.refreshToken)).userErrors).toHaveLength(1)
  })

  test('is given to who came through Firebase alone, and can come so again', async () => {
    const person = verified()
    const { user: grace } = await exchange(await firebase.signIn(person))
    expect((await reset(await mailedReset({ id: grace.id, email: person.email }))).userErrors).toEqual([])
    expect((await signIn({ email: person.email, password: NEW_PASSWORD })).userErrors).toEqual([])
    const unverified = { ...person, emailVerified: false }
    expect((await exchange(await firebase.signIn(unverified))).user.id).toBe(grace.id)
  })

  test('lets in who had guessed too often before', async () => {
    const ada = await join()
    const guess = { email: ada.email, password: 'wrong horse' }
    for (let attempt = 0; attempt < 10; attempt++) await signIn(guess)
    await reset(await mailedReset(ada))
    expect((await signIn({ ...ada, password: NEW_PASSWORD })).userErrors).toEqual([])
  })

  test('leaves no session to whoever signs in or renews with the old one at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      const ada = await join()
      const token = await mailedReset(ada)
      const [, signedIn, renewed] = await Promise.all([reset(token), signIn(ada), refresh(ada.session.refreshToken)])
      for (const { session } of [signedIn, renewed])
        if (session) expect((await refresh(session.refreshToken)).userErrors).toHaveLength(1)
    }
  })
})
