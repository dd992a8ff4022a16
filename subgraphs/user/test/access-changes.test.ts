import { countStatements } from '@lms/testkit/count-statements'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { newAccount, sessionsOf, viewerOf } from './people.ts'
import { startTestUser } from './start-user.ts'

const user = setUp(startTestUser)
const { signUp, signIn, refresh } = sessionsOf(user)
const admin = createViewer('ADMIN')
const router = { kind: 'router' } as const

const MINUTE = 60_000
const QUERY =
  'query ($since: DateTime!) { accessChanges(since: $since) { sessions people { id tokensValidFrom } asOf } }'

interface Changes {
  sessions: string[]
  people: { id: string; tokensValidFrom: string }[]
  asOf: string
}

const changesSince = async (since: Date): Promise<Changes> =>
  (await user.execute(router, QUERY, { since: since.toISOString() })).data.accessChanges

const minutesAgo = (minutes: number) => new Date(user.clock.now().getTime() - minutes * MINUTE)
const calledBack = async (id: string) =>
  (await changesSince(minutesAgo(1))).people.find((person) => person.id === id)?.tokensValidFrom

const changeRole = (name: 'assignRole' | 'revokeRole', userId: string, role: string) => {
  const type = name === 'assignRole' ? 'AssignRoleInput' : 'RevokeRoleInput'
  return user.execute(
    admin,
    `mutation ($input: ${type}!) { ${name}(input: $input) { user { id } userErrors { code } } }`,
    { input: { userId, role } },
  )
}

const SUSPEND = 'mutation ($input: SuspendUserInput!) { suspendUser(input: $input) { userErrors { code } } }'

test('names sessions that were signed out or whose refresh token was stolen, and no others', async () => {
  const [left, stolen, kept] = [await signUp(), await signUp(), await signUp()]
  const sessionOf = ({ session }: typeof left) => viewerOf(session.accessToken).sessionId
  await user.execute(viewerOf(left.session.accessToken), 'mutation { signOut { userErrors { code } } }')
  const second = (await refresh(stolen.session.refreshToken)).session
  await refresh(second.refreshToken)
  await refresh(stolen.session.refreshToken)

  const { sessions } = await changesSince(minutesAgo(1))
  expect(sessions).toEqual(expect.arrayContaining([sessionOf(left), sessionOf(stolen)]))
  expect(sessions).not.toContain(sessionOf(kept))
})

test('names who was suspended, with every session of theirs', async () => {
  const account = newAccount()
  const { user: ada, session } = await signUp(account)
  const second = (await signIn(account)).session
  await user.execute(admin, SUSPEND, { input: { userId: ada.id, reason: 'Spam' } })
  const { sessions, people } = await changesSince(minutesAgo(1))
  for (const { accessToken } of [session, second]) expect(sessions).toContain(viewerOf(accessToken).sessionId)
  expect(people.map(({ id }) => id)).toContain(ada.id)
})

test('a change of role calls back the tokens issued before it, not those after it', async () => {
  const { user: ada, session } = await signUp()
  const issuedAt = (accessToken: string) => Math.round((decodeJwt(accessToken).iat ?? 0) * 1000)
  let latest = session
  for (const [name, role] of [
    ['assignRole', 'INSTRUCTOR'],
    ['revokeRole', 'INSTRUCTOR'],
  ] as const) {
    await changeRole(name, ada.id, role)
    const validFrom = Date.parse((await calledBack(ada.id)) ?? '')
    expect(issuedAt(latest.accessToken)).toBeLessThanOrEqual(validFrom)
    latest = (await refresh(latest.refreshToken)).session
    expect(issuedAt(latest.accessToken)).toBeGreaterThan(validFrom)
    expect(decodeJwt(latest.accessToken).roles).toEqual(name === 'assignRole' ? ['STUDENT', 'INSTRUCTOR'] : ['STUDENT'])
  }
})

test('what changes nothing calls nothing back', async () => {
  const { user: ada } = await signUp()
  await changeRole('assignRole', ada.id, 'STUDENT')
  await changeRole('revokeRole', ada.id, 'INSTRUCTOR')
  expect(await calledBack(ada.id)).toBeUndefined()
})

test('a token never outlives a role that was taken while it was issued', async () => {
  for (let round = 0; round < 8; round++) {
    const { user: ada, session } = await signUp()
    await changeRole('assignRole', ada.id, 'INSTRUCTOR')
    const [renewed] = await Promise.all([refresh(session.refreshToken), changeRole('revokeRole', ada.id, 'INSTRUCTOR')])
    const { roles, iat = 0 } = decodeJwt<{ roles: string[] }>(renewed.session.accessToken)
    const validFrom = Date.parse((await calledBack(ada.id)) ?? '')
    if (roles.includes('INSTRUCTOR')) expect(Math.round(iat * 1000)).toBeLessThanOrEqual(validFrom)
  }
})

test('tells again what was written shortly before, and never more than tokens can matter', async () => {
  const { session } = await signUp()
  const viewer = viewerOf(session.accessToken)
  await user.execute(viewer, 'mutation { signOut { userErrors { code } } }')
  const { asOf } = await changesSince(minutesAgo(1))

  user.clock.advance(10_000)
  expect((await changesSince(new Date(asOf))).sessions).toContain(viewer.sessionId)
  expect((await changesSince(user.clock.now())).sessions).toContain(viewer.sessionId)
  user.clock.advance(10_000)
  expect((await changesSince(user.clock.now())).sessions).not.toContain(viewer.sessionId)

  user.clock.advance(15 * MINUTE)
  expect((await changesSince(new Date(0))).sessions).toContain(viewer.sessionId)
  user.clock.advance(3 * MINUTE)
  expect((await changesSince(new Date(0))).sessions).not.toContain(viewer.sessionId)
})

test('is for the router alone, and costs three statements however much there is to tell', async () => {
  for (const [viewer, code] of [
    [null, 'UNAUTHENTICATED'],
    [createViewer(), 'FORBIDDEN'],
    [admin, 'FORBIDDEN'],
    [{ kind: 'partner', id: 'partner_x', keyId: 'key_x', scopes: [] }, 'FORBIDDEN'],
  ] as const) {
    const { errors } = await user.execute(viewer, QUERY, { since: minutesAgo(1).toISOString() })
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual([code])
  }
  expect(await countStatements(user, () => changesSince(minutesAgo(1)))).toBeLessThanOrEqual(3)
})
