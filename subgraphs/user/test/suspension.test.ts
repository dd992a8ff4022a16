import { userReinstated, userSuspended } from '@lms/contracts/user'
import { newId } from '@lms/kit/ids'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { expect, test } from 'vitest'
import { newAccount, sessionsOf, viewerOf } from './people.ts'
import { startTestUser } from './start-user.ts'

const user = setUp(startTestUser)
const { signUp, signIn, refresh } = sessionsOf(user)
const admin = createViewer('ADMIN')

const SUSPEND =
  'mutation ($input: SuspendUserInput!) { suspendUser(input: $input) { user { id suspendedAt suspensionReason } userErrors { field code } } }'
const REINSTATE =
  'mutation ($input: ReinstateUserInput!) { reinstateUser(input: $input) { user { id suspendedAt suspensionReason } userErrors { field code } } }'
const ASSIGN =
  'mutation ($input: AssignRoleInput!) { assignRole(input: $input) { user { id } userErrors { field code } } }'

const suspend = async (userId: string, reason = 'Spam in three courses', viewer = admin) =>
  (await user.execute(viewer, SUSPEND, { input: { userId, reason } })).data.suspendUser
const reinstate = async (userId: string) =>
  (await user.execute(admin, REINSTATE, { input: { userId } })).data.reinstateUser

const suspended = { user: null, session: null, userErrors: [{ field: null, code: 'ACCOUNT_SUSPENDED' }] }

test('a suspended person can neither renew nor sign in, and only who knows the password learns why', async () => {
  const account = newAccount()
  const { user: ada, session } = await signUp(account)
  expect((await suspend(ada.id)).userErrors).toEqual([])
  expect(await refresh(session.refreshToken)).toEqual(suspended)
  expect(await signIn(account)).toEqual(suspended)
  expect((await signIn({ ...account, password: 'wrong horse' })).userErrors).toEqual([
    { field: null, code: 'INVALID_CREDENTIALS' },
  ])
})

test('a reinstated person signs in again; the sessions of before stay ended', async () => {
  const account = newAccount()
  const { user: ada, session } = await signUp(account)
  await suspend(ada.id)
  expect((await reinstate(ada.id)).user).toEqual({ id: ada.id, suspendedAt: null, suspensionReason: null })
  expect((await refresh(session.refreshToken)).userErrors).toEqual([
    { field: ['input', 'refreshToken'], code: 'INVALID_REFRESH_TOKEN' },
  ])
  expect((await signIn(account)).userErrors).toEqual([])
})

test('suspending twice keeps the first reason; the other domains hear of each change once', async () => {
  const { user: ada } = await signUp()
  const [first, second] = [await suspend(ada.id, 'First'), await suspend(ada.id, 'Second')]
  expect(second).toEqual(first)
  expect(second.user.suspensionReason).toBe('First')
  await reinstate(ada.id)
  await reinstate(ada.id)
  for (const [definition, version] of [
    [userSuspended, 3],
    [userReinstated, 4],
  ] as const) {
    const events = (await user.outbox(definition)).filter(({ subject }) => subject === ada.id)
    expect(events).toMatchObject([{ data: { userId: ada.id }, aggregateversion: version }])
  }
})

test('staff see who was shut out when, why and by whom; nobody else does', async () => {
  const [staff, ada] = [await signUp(), await signUp()]
  const actor = { ...createViewer('ADMIN'), id: staff.user.id }
  await suspend(ada.user.id, 'First', actor)
  await reinstate(ada.user.id)
  await suspend(ada.user.id, 'Second', actor)
  const query =
    'query ($id: ID!) { user(id: $id) { displayName suspendedAt suspensionReason suspensions { reason suspendedAt suspendedBy { id } reinstatedAt } } }'
  const { data } = await user.execute(admin, query, { id: ada.user.id })
  expect(data.user.suspensions).toEqual([
    { reason: 'Second', suspendedAt: data.user.suspendedAt, suspendedBy: { id: staff.user.id }, reinstatedAt: null },
    {
      reason: 'First',
      suspendedAt: expect.any(String),
      suspendedBy: { id: staff.user.id },
      reinstatedAt: expect.any(String),
    },
  ])
  for (const viewer of [null, viewerOf(staff.session.accessToken), viewerOf(ada.session.accessToken)]) {
    const answer = await user.execute(viewer, query, { id: ada.user.id })
    expect(answer.data.user).toEqual({
      displayName: 'Ada',
      suspendedAt: null,
      suspensionReason: null,
      suspensions: null,
    })
  }
})

test('nobody but staff suspends, not the own account, and only people who exist', async () => {
  const { user: ada, session } = await signUp()
  for (const [viewer, code] of [
    [null, 'UNAUTHENTICATED'],
    [viewerOf(session.accessToken), 'FORBIDDEN'],
    [createViewer('INSTRUCTOR'), 'FORBIDDEN'],
    [{ kind: 'router' }, 'FORBIDDEN'],
  ] as const) {
    const input = { userId: ada.id, reason: 'x' }
    expect((await user.execute(viewer, SUSPEND, { input })).errors?.[0]?.extensions.code).toBe(code)
    expect((await user.execute(viewer, REINSTATE, { input: { userId: ada.id } })).errors?.[0]?.extensions.code).toBe(
      code,
    )
  }
  expect((await suspend(admin.id)).userErrors).toEqual([{ field: ['input', 'userId'], code: 'OWN_ACCOUNT' }])
  expect((await suspend(newId('user'))).userErrors).toEqual([{ field: ['input', 'userId'], code: 'NOT_FOUND' }])
  expect((await reinstate(newId('user'))).userErrors).toEqual([{ field: ['input', 'userId'], code: 'NOT_FOUND' }])
  expect((await suspend(ada.id, '  ')).userErrors).toEqual([{ field: ['input', 'reason'], code: 'TOO_SMALL' }])
})

test('two administrators who suspend each other at once leave one, also against a removal of the role', async () => {
  const revoke = 'mutation ($input: RevokeRoleInput!) { revokeRole(input: $input) { userErrors { field code } } }'
  for (const other of ['suspendUser', 'revokeRole']) {
    const [left, right] = [await signUp(), await signUp()].map(({ user: person }) => ({
      ...createViewer('ADMIN'),
      id: person.id as string,
    }))
    if (!left || !right) throw new Error('unreachable')
    await user.database.query('delete from role_assignment where role = $1', ['ADMIN'])
    for (const { id } of [left, right]) await user.execute(admin, ASSIGN, { input: { userId: id, role: 'ADMIN' } })
    const answers = await Promise.all([
      user.execute(left, SUSPEND, { input: { userId: right.id, reason: 'x' } }),
      other === 'suspendUser'
        ? user.execute(right, SUSPEND, { input: { userId: left.id, reason: 'x' } })
        : user.execute(right, revoke, { input: { userId: left.id, role: 'ADMIN' } }),
    ])
    expect(answers.flatMap(({ data }) => (data.suspendUser ?? data.revokeRole).userErrors)).toEqual([
      { field: ['input', 'userId'], code: 'LAST_ADMINISTRATOR' },
    ])
  }
})

test('whatever renews or signs in while a person is suspended, no session is left open', async () => {
  for (let round = 0; round < 10; round++) {
    const account = newAccount()
    const { user: ada, session } = await signUp(account)
    await Promise.all([
      refresh(session.refreshToken),
      suspend(ada.id),
      refresh(session.refreshToken),
      signIn(account),
      refresh(session.refreshToken),
    ])
    const open = await user.database.query('select id from session where user_id = $1 and revoked_at is null', [ada.id])
    expect(open).toEqual([])
  }
})
