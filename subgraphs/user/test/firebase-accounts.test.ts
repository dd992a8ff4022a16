import { userRegistered } from '@lms/contracts/user'
import { newId } from '@lms/kit/ids'
import { startTestFirebase } from '@lms/testkit/firebase'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { newAccount, newAddress, refusal, sessionsOf, verified } from './people.ts'
import { startTestUser } from './start-user.ts'

const firebase = setUp(startTestFirebase)
const user = setUp(() => startTestUser(firebase.environment))
const { exchange, signUp, signIn, refresh } = sessionsOf(user)

test('an account is made at the first exchange, and found by the Firebase user after that', async () => {
  const person = verified()
  const first = await exchange(await firebase.signIn(person))
  expect(first.userErrors).toEqual([])
  expect(decodeJwt(first.session.accessToken)).toMatchObject({ sub: first.user.id, roles: ['STUDENT'] })
  const events = await user.outbox(userRegistered)
  expect(events.find(({ subject }) => subject === first.user.id)?.data).toMatchObject({
    email: person.email,
    displayName: 'Grace',
  })
  const { localId } = firebase.user(person.email)
  const renamed = await exchange(await firebase.signIn({ localId, email: newAddress() }))
  expect(renamed.user.id).toBe(first.user.id)
  expect((await refresh(first.session.refreshToken)).userErrors).toEqual([])
})

test('an account is one, however many first exchanges of a person run at once', async () => {
  const idToken = await firebase.signIn(verified())
  const answers = await Promise.all(Array.from({ length: 8 }, () => exchange(idToken)))
  expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([])
  expect(new Set(answers.map(({ user: person }) => person.id)).size).toBe(1)
  for (const { session } of answers) expect((await refresh(session.refreshToken)).userErrors).toEqual([])
})

test('an account of an address is linked when Firebase verified the address, also while somebody signs up with it', async () => {
  const account = newAccount()
  const { user: ada } = await signUp(account)
  const token = () => firebase.signIn(verified(account.email.toUpperCase()))
  expect((await exchange(await token())).user.id).toBe(ada.id)

  const email = newAddress()
  const [made, exchanged] = await Promise.all([
    signUp({ ...newAccount(), email }),
    firebase.signIn(verified(email)).then(exchange),
  ])
  expect(exchanged.userErrors).toEqual([])
  expect([exchanged.user.id, null]).toContain(made.user?.id ?? null)
})

test('an account of an address is never taken over without a verified address', async () => {
  const account = newAccount()
  const { session } = await signUp(account)
  const idToken = await firebase.signIn({ email: account.email, emailVerified: false })
  expect(await exchange(idToken)).toEqual(refusal('EMAIL_NOT_VERIFIED'))
  expect((await signIn(account)).userErrors).toEqual([])
  expect((await refresh(session.refreshToken)).userErrors).toEqual([])
})

test('an account that somebody prepared for the owner of an address loses its password and sessions at the first proof', async () => {
  const account = newAccount()
  const { session } = await signUp(account)
  const owner = await exchange(await firebase.signIn(verified(account.email)))
  expect((await signIn(account)).userErrors).toEqual([{ field: null, code: 'INVALID_CREDENTIALS' }])
  expect((await refresh(session.refreshToken)).userErrors).toHaveLength(1)
  const again = await exchange(await firebase.signIn(verified(account.email)))
  for (const { session: kept } of [owner, again]) expect((await refresh(kept.refreshToken)).userErrors).toEqual([])
})

test('an account begun with an unverified address is proved by the same Firebase user later', async () => {
  const email = newAddress()
  const before = await exchange(await firebase.signIn({ email, emailVerified: false }))
  const after = await exchange(await firebase.signIn({ email, emailVerified: true }))
  expect(after.user.id).toBe(before.user.id)
  expect((await refresh(before.session.refreshToken)).userErrors).toHaveLength(1)
  expect((await refresh(after.session.refreshToken)).userErrors).toEqual([])
})

test('an account belongs to one Firebase user, and needs an address', async () => {
  const email = newAddress()
  await exchange(await firebase.signIn(verified(email)))
  const other = await firebase.signIn({ ...verified(email), localId: newId('uid') })
  expect(await exchange(other)).toEqual(refusal('EMAIL_TAKEN'))
  expect(await exchange(await firebase.signIn({}))).toEqual(refusal('EMAIL_REQUIRED'))
})

test('an account that is suspended stays shut', async () => {
  const idToken = await firebase.signIn(verified())
  const { user: ada } = await exchange(idToken)
  await user.execute(
    createViewer('ADMIN'),
    'mutation ($input: SuspendUserInput!) { suspendUser(input: $input) { userErrors { code } } }',
    { input: { userId: ada.id, reason: 'Spam' } },
  )
  expect(await exchange(idToken)).toEqual({
    user: null,
    session: null,
    userErrors: [{ field: null, code: 'ACCOUNT_SUSPENDED' }],
  })
})
