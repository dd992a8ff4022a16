import { emailVerificationRequested } from '@lms/contracts/user'
import { startTestFirebase } from '@lms/testkit/firebase'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { expect, test } from 'vitest'
import { INVALID_TOKEN, mailsOf } from './mails.ts'
import { newAddress, sessionsOf, verified } from './people.ts'
import { startTestUser } from './start-user.ts'

const DAY = 24 * 60 * 60_000

const firebase = setUp(startTestFirebase)
const user = setUp(() => startTestUser(firebase.environment))
const { join, signIn, refresh, exchange } = sessionsOf(user)
const { mailedReset, verify, tryToVerify, requestVerification, verificationTokens, verifiedAt } = mailsOf(user)

/** Somebody new, with the token that signing up mailed. */
async function joined() {
  const person = await join()
  const [token = 'none'] = await verificationTokens(person.id)
  return { ...person, token }
}

test('signing up mails a token that proves the address of whoever signed up', async () => {
  const ada = await joined()
  expect(await verifiedAt(ada.viewer)).toBeNull()
  const { user: person, userErrors } = await verify(ada.viewer, ada.token)
  expect(userErrors).toEqual([])
  expect(Math.abs(Date.parse(person.emailVerifiedAt) - user.clock.now().getTime())).toBeLessThan(10_000)
  expect(await verifiedAt(ada.viewer)).toBe(person.emailVerifiedAt)
  expect((await refresh(ada.session.refreshToken)).userErrors).toEqual([])
})

test('whether an address is proved is seen by its person and staff alone', async () => {
  const [ada, bob] = [await joined(), await joined()]
  await verify(ada.viewer, ada.token)
  const query = 'query ($id: ID!) { user(id: $id) { emailVerifiedAt } }'
  for (const viewer of [ada.viewer, createViewer('ADMIN')])
    expect((await user.execute(viewer, query, { id: ada.id })).data.user.emailVerifiedAt).not.toBeNull()
  for (const viewer of [bob.viewer, null]) {
    const { data, errors } = await user.execute(viewer, query, { id: ada.id })
    expect([data.user.emailVerifiedAt, errors?.[0]?.extensions.code]).toEqual([null, 'FORBIDDEN'])
  }
})

test('a token works once, though eight use it at the same moment', async () => {
  const ada = await joined()
  const answers = await Promise.all(Array.from({ length: 8 }, () => verify(ada.viewer, ada.token)))
  expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1)
  expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual(Array(7).fill(INVALID_TOKEN[0]))
  expect((await verify(ada.viewer, ada.token)).userErrors).toEqual(INVALID_TOKEN)
  expect(await verifiedAt(ada.viewer)).not.toBeNull()
})

test('a token proves nothing for somebody else, for nobody, or for an address of before', async () => {
  const [ada, bob] = [await joined(), await joined()]
  expect(await verify(bob.viewer, ada.token)).toEqual({ user: null, userErrors: INVALID_TOKEN })
  expect((await tryToVerify(null, ada.token)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  expect(await verifiedAt(bob.viewer)).toBeNull()
  for (const [person, email] of [
    [ada, newAddress()],
    [bob, ada.email],
  ] as const) {
    await user.database.query('update "user" set email = $1 where id = $2', [email, person.id])
    expect((await verify(person.viewer, ada.token)).userErrors).toEqual(INVALID_TOKEN)
    expect(await verifiedAt(person.viewer)).toBeNull()
  }
})

test('a token to set a password proves no address by itself, and what is no token neither', async () => {
  const ada = await joined()
  for (const token of [await mailedReset(ada), ada.token.slice(0, -1), 'x'.repeat(30_000), 'a\u0000b', ''])
    expect((await verify(ada.viewer, token)).userErrors).toEqual(INVALID_TOKEN)
})

test('a token works for three days', async () => {
  const [ada, bob] = [await joined(), await joined()]
  user.clock.advance(3 * DAY - 60_000)
  expect((await verify(ada.viewer, ada.token)).userErrors).toEqual([])
  user.clock.advance(2 * 60_000)
  expect((await verify(bob.viewer, bob.token)).userErrors).toEqual(INVALID_TOKEN)
})

test('a new token can be had and replaces the one of before, until the address is proved', async () => {
  const ada = await joined()
  const { data } = await requestVerification(ada.viewer)
  expect(data.requestEmailVerification).toEqual({ user: { id: ada.id, emailVerifiedAt: null }, userErrors: [] })
  const [first = '', second = ''] = await verificationTokens(ada.id)
  expect((await verify(ada.viewer, first)).userErrors).toEqual(INVALID_TOKEN)
  expect((await verify(ada.viewer, second)).userErrors).toEqual([])
  expect((await requestVerification(ada.viewer)).data.requestEmailVerification).toEqual({
    user: null,
    userErrors: [{ field: null, code: 'EMAIL_ALREADY_VERIFIED' }],
  })
  expect(await verificationTokens(ada.id)).toHaveLength(2)
  expect((await requestVerification(null)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
})

test('whose address Firebase has verified is not written to, everybody else is', async () => {
  const { user: proved } = await exchange(await firebase.signIn(verified()))
  const { user: unproved } = await exchange(await firebase.signIn({ email: newAddress(), emailVerified: false }))
  const written = (await user.outbox(emailVerificationRequested)).map(({ subject }) => subject)
  expect(written).not.toContain(proved.id)
  expect(written).toContain(unproved.id)
})

test('who proved the address keeps password and sessions when they come through Firebase later', async () => {
  const ada = await joined()
  await verify(ada.viewer, ada.token)
  expect((await exchange(await firebase.signIn(verified(ada.email)))).user.id).toBe(ada.id)
  expect((await signIn(ada)).userErrors).toEqual([])
  expect((await refresh(ada.session.refreshToken)).userErrors).toEqual([])
})
