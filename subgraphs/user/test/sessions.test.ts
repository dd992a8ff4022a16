import { userRegistered } from '@lms/contracts/user'
import { setUp } from '@lms/testkit/set-up'
import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { newAccount, sessionsOf, viewerOf } from './people.ts'
import { startTestUser } from './start-user.ts'

const user = setUp(startTestUser)

const { signUp, signIn, refresh } = sessionsOf(user)

describe('signUp', () => {
  test('makes an account, signs in, and tells the other domains', async () => {
    const {
      user: person,
      session,
      userErrors,
    } = await signUp({ ...newAccount(), email: 'Grace@Example.com', timeZone: 'Europe/Paris' })
    expect(userErrors).toEqual([])
    expect(person.email).toBeNull()
    expect(decodeJwt(session.accessToken)).toMatchObject({ sub: person.id, roles: ['STUDENT'], scope: 'learn' })
    const events = await user.outbox(userRegistered)
    expect(events.find(({ subject }) => subject === person.id)?.data).toEqual({
      userId: person.id,
      email: 'grace@example.com',
      displayName: 'Ada',
      locale: 'en',
      timeZone: 'Europe/Paris',
    })
  })

  test('an address has one account, whatever its case and however many ask at once', async () => {
    const account = newAccount()
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        signUp({ ...account, email: index % 2 ? account.email.toUpperCase() : account.email }),
      ),
    )
    expect(answers.filter(({ user: person }) => person)).toHaveLength(1)
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual(
      Array(7).fill({ field: ['input', 'email'], code: 'EMAIL_TAKEN' }),
    )
  })

  test.each([
    ['a short password', { password: 'short' }, 'password', 'TOO_SMALL'],
    ['a password of more than 4 kB', { password: 'x'.repeat(4_097) }, 'password', 'TOO_BIG'],
    ['a blank name', { displayName: '   ' }, 'displayName', 'TOO_SMALL'],
    ['a long name', { displayName: 'x'.repeat(101) }, 'displayName', 'TOO_BIG'],
    ['text with NUL', { displayName: 'A\u0000B' }, 'displayName', 'INVALID_TEXT'],
    ['a lone surrogate', { displayName: 'A\ud800' }, 'displayName', 'INVALID_TEXT'],
    ['an unknown time zone', { timeZone: 'Mars/Olympus' }, 'timeZone', 'INVALID_TIME_ZONE'],
    ['a bad language tag', { locale: 'not a tag' }, 'locale', 'INVALID_LOCALE'],
  ])('%s is refused by field and rule', async (_what, wrong, field, code) => {
    const { user: person, userErrors } = await signUp({ ...newAccount(), ...wrong })
    expect(person).toBeNull()
    expect(userErrors).toContainEqual({ field: ['input', field], code })
  })
})

describe('signIn', () => {
  test('a wrong password and an unknown address look the same', async () => {
    const account = newAccount()
    await signUp(account)
    const [wrong, unknown] = await Promise.all(
      [
        { email: account.email, password: 'wrong horse' },
        { email: 'nobody@example.com', password: 'correct horse' },
      ].map(signIn),
    )
    expect(wrong).toEqual({ user: null, session: null, userErrors: [{ field: null, code: 'INVALID_CREDENTIALS' }] })
    expect(unknown).toEqual(wrong)
  })

  test('a password of 4 kB is a password, a longer one is refused by its length', async () => {
    const account = { ...newAccount(), password: 'x'.repeat(4_096) }
    await signUp(account)
    expect(await signIn(account)).toMatchObject({ user: { id: expect.any(String) }, userErrors: [] })
    expect(await signIn({ ...account, password: `${account.password.slice(1)}y` })).toMatchObject({
      userErrors: [{ field: null, code: 'INVALID_CREDENTIALS' }],
    })
    expect(await signIn({ ...account, password: `${account.password}x` })).toMatchObject({
      userErrors: [{ field: ['input', 'password'], code: 'TOO_BIG' }],
    })
  })

  test('ten at once all succeed', async () => {
    const account = newAccount()
    await signUp(account)
    const answers = await Promise.all(Array.from({ length: 10 }, () => signIn(account)))
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([])
    expect(new Set(answers.map(({ session }) => session.refreshToken)).size).toBe(10)
  })

  test('guesses count one by one, though a single request makes them all', async () => {
    const account = newAccount()
    await signUp(account)
    const input = { email: account.email, password: 'wrong horse' }
    const guesses = Array.from({ length: 14 }, (_, n) => `guess${n}: signIn(input: $input) { userErrors { code } }`)
    const answer = await user.execute(null, `mutation ($input: SignInInput!) { ${guesses.join(' ')} }`, { input })
    expect(answer.errors).toMatchObject([{ path: ['guess10'], extensions: { code: 'THROTTLED' } }])
  })

  test('a password can be guessed ten times in a quarter of an hour, also in parallel', async () => {
    const account = newAccount()
    await signUp(account)
    const answers = await Promise.all(
      Array.from({ length: 14 }, () =>
        user.execute(null, 'mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }', {
          input: { email: account.email, password: 'wrong horse' },
        }),
      ),
    )
    const throttled = answers.filter(({ errors }) => errors?.[0]?.extensions.code === 'THROTTLED')
    expect(throttled).toHaveLength(4)
  })
})

describe('refreshSession', () => {
  test('a token renews once; two tabs at the same moment get the same successor', async () => {
    const { session } = await signUp()
    const [left, right] = await Promise.all([refresh(session.refreshToken), refresh(session.refreshToken)])
    expect(left.session.refreshToken).toBe(right.session.refreshToken)
    expect(left.session.refreshToken).not.toBe(session.refreshToken)
    expect((await refresh(left.session.refreshToken)).userErrors).toEqual([])
  })

  test('an old token ends the whole session, the latest token included', async () => {
    const { session } = await signUp()
    const second = (await refresh(session.refreshToken)).session
    const third = (await refresh(second.refreshToken)).session
    const refused = {
      user: null,
      session: null,
      userErrors: [{ field: ['input', 'refreshToken'], code: 'INVALID_REFRESH_TOKEN' }],
    }
    expect(await refresh(session.refreshToken)).toEqual(refused)
    expect(await refresh(third.refreshToken)).toEqual(refused)
  })

  test('the token just replaced is forgiven for ten seconds only', async () => {
    const { session } = await signUp()
    await refresh(session.refreshToken)
    user.clock.advance(11_000)
    expect((await refresh(session.refreshToken)).userErrors).toHaveLength(1)
  })

  test('what is no refresh token of this session is refused', async () => {
    const { session } = await signUp()
    const [id, , signature] = session.refreshToken.split('.')
    const changed = [`${id}.2.${signature}`, `${id}.1.${'A'.repeat(43)}`, `${session.refreshToken}.x`]
    for (const forged of [...changed, session.accessToken, 'x', '']) {
      expect((await refresh(forged)).userErrors).toHaveLength(1)
    }
    expect((await refresh(session.refreshToken)).userErrors).toEqual([])
  })

  test('signing out ends the session', async () => {
    const { session } = await signUp()
    const viewer = viewerOf(session.accessToken)
    await user.execute(viewer, 'mutation { signOut { userErrors { code } } }')
    expect((await refresh(session.refreshToken)).userErrors).toHaveLength(1)
    expect((await user.execute(viewer, '{ me { sessions { id } } }')).data.me.sessions).toEqual([])
  })
})
