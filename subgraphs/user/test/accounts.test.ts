import { newId } from '@lms/kit/ids'
import type { SignedInViewer } from '@lms/kit/viewer'
import { countStatements } from '@lms/testkit/count-statements'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { expect, test } from 'vitest'
import { startTestUser } from './start-user.ts'

const user = setUp(startTestUser)

const admin = createViewer('ADMIN')

async function person(displayName = 'Ada'): Promise<SignedInViewer> {
  const { data } = await user.execute(
    null,
    'mutation ($input: SignUpInput!) { signUp(input: $input) { user { id } } }',
    { input: { email: `${newId('mail')}@example.com`, password: 'correct horse', displayName } },
  )
  return { ...createViewer(), id: data.signUp.user.id }
}

const ASSIGN =
  'mutation ($input: AssignRoleInput!) { assignRole(input: $input) { user { roles { role scope scopeId } } userErrors { field code } } }'
const REVOKE =
  'mutation ($input: RevokeRoleInput!) { revokeRole(input: $input) { user { id } userErrors { field code } } }'

test('somebody sees all of the own account, others only the name', async () => {
  const [ada, bob] = [await person('Ada'), await person('Bob')]
  const query = 'query ($id: ID!) { user(id: $id) { displayName email timeZone sessions { current } } }'
  expect((await user.execute(ada, query, { id: ada.id })).data.user).toMatchObject({
    displayName: 'Ada',
    timeZone: 'UTC',
    sessions: [{ current: false }],
  })
  const seen = await user.execute(bob, query, { id: ada.id })
  expect(seen.data.user).toEqual({ displayName: 'Ada', email: null, timeZone: null, sessions: null })
  expect(seen.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'])
})

test('private fields stay private through entity references', async () => {
  const [ada, bob] = [await person(), await person()]
  const answer = await user.entities(bob, [{ __typename: 'User', id: ada.id }], '... on User { id email }')
  expect(answer.data._entities).toEqual([{ __typename: 'User', id: ada.id, email: null }])
})

test('only administrators list people and assign roles', async () => {
  const ada = await person()
  for (const viewer of [null, ada, createViewer('INSTRUCTOR')]) {
    const code = viewer ? 'FORBIDDEN' : 'UNAUTHENTICATED'
    expect((await user.execute(viewer, '{ users { totalCount } }')).errors?.[0]?.extensions.code).toBe(code)
    expect(
      (await user.execute(viewer, ASSIGN, { input: { userId: ada.id, role: 'ADMIN' } })).errors?.[0]?.extensions.code,
    ).toBe(code)
  }
})

test('a role is granted once, for the platform or one course', async () => {
  const ada = await person()
  const courseId = newId('course')
  for (const input of [{ role: 'INSTRUCTOR' }, { role: 'INSTRUCTOR' }, { role: 'INSTRUCTOR', scopeId: courseId }]) {
    await user.execute(admin, ASSIGN, { input: { userId: ada.id, ...input } })
  }
  const { data } = await user.execute(ada, '{ me { roles { role scope scopeId } } }')
  expect(data.me.roles).toEqual([
    { role: 'STUDENT', scope: 'PLATFORM', scopeId: null },
    { role: 'INSTRUCTOR', scope: 'PLATFORM', scopeId: null },
    { role: 'INSTRUCTOR', scope: 'COURSE', scopeId: courseId },
  ])
})

test('unknown people and odd scopes are refused by field', async () => {
  const ada = await person()
  const assign = async (input: object) => (await user.execute(admin, ASSIGN, { input })).data.assignRole.userErrors
  expect(await assign({ userId: newId('user'), role: 'ADMIN' })).toEqual([
    { field: ['input', 'userId'], code: 'NOT_FOUND' },
  ])
  expect(await assign({ userId: ada.id, role: 'ADMIN', scopeId: ada.id })).toEqual([
    { field: ['input', 'scopeId'], code: 'INVALID_SCOPE' },
  ])
})

test('two administrators who remove each other at once leave one', async () => {
  const both = [await person(), await person()]
  await user.database.query('delete from role_assignment where role = $1', ['ADMIN'])
  for (const { id } of both) await user.execute(admin, ASSIGN, { input: { userId: id, role: 'ADMIN' } })
  const answers = await Promise.all(
    both.map(({ id }) => user.execute(admin, REVOKE, { input: { userId: id, role: 'ADMIN' } })),
  )
  const errors = answers.flatMap(({ data }) => data.revokeRole.userErrors)
  expect(errors).toEqual([{ field: ['input', 'userId'], code: 'LAST_ADMINISTRATOR' }])
})

test('a page asks for the same number of statements whatever its size, and pages join without gaps', async () => {
  for (let index = 0; index < 6; index++) await person(`Page ${index}`)
  const list =
    'query ($first: Int, $after: String) { users(first: $first, after: $after, filter: { search: "page " }) { nodes { displayName roles { role } } pageInfo { hasNextPage endCursor } totalCount } }'
  const countOf = (first: number) => countStatements(user, () => user.execute(admin, list, { first }))
  expect(await countOf(6)).toBe(await countOf(2))
  const names: string[] = []
  let after: string | null = null
  do {
    const page: {
      nodes: { displayName: string }[]
      pageInfo: { hasNextPage: boolean; endCursor: string }
      totalCount: number
    } = (await user.execute(admin, list, { first: 4, after })).data.users
    expect(page.totalCount).toBe(6)
    names.push(...page.nodes.map(({ displayName }) => displayName))
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
  } while (after)
  expect(names).toEqual([5, 4, 3, 2, 1, 0].map((index) => `Page ${index}`))
})

test.each([
  { first: 0 },
  { first: -1 },
  { first: 1000 },
  { first: 1, last: 1 },
  { first: 1, after: 'nonsense' },
  { last: 2, after: 'x' },
])('users(%o) is bad input', async (page) => {
  const { errors } = await user.execute(
    admin,
    'query ($first: Int, $after: String, $last: Int) { users(first: $first, after: $after, last: $last) { nodes { id } } }',
    page,
  )
  expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
})

test('a node is a person or a reference by its prefix; anything else is null', async () => {
  const ada = await person()
  const courseId = newId('course')
  const { data } = await user.execute(ada, 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', {
    ids: [ada.id, courseId, newId('user'), newId('nothing'), 'junk', '__proto___01h455vb4pex5vsknk084sn02q'],
  })
  expect(data.nodes).toEqual([
    { __typename: 'User', id: ada.id },
    { __typename: 'Course', id: courseId },
    null,
    null,
    null,
    null,
  ])
})

test('a direct call without a valid internal token is refused before the body is read', async () => {
  const call = (headers: Record<string, string>) =>
    fetch(`${user.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: '{"query":"{ __typename }"}',
    })
  for (const headers of [{}, { 'x-internal-token': 'x' }, { authorization: 'Bearer x', 'x-user-id': 'user_1' }]) {
    const response = await call(headers)
    expect(response.status).toBe(401)
    expect((await response.json()).errors[0].extensions.code).toBe('UNAUTHENTICATED')
  }
})

test('instants are stored right on a database of another time zone', async () => {
  const [{ name } = { name: '' }] = await user.database.query<{ name: string }>('select current_database() as name')
  await user.database.query(`alter database ${name} set timezone to 'Asia/Kolkata'`)
  await user.database.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  )
  const before = user.clock.now().getTime()
  const { id } = await person()
  const [row] = await user.database.query<{ created_at: Date }>('select created_at from "user" where id = $1', [id])
  expect(Math.abs((row?.created_at.getTime() ?? 0) - before)).toBeLessThan(60_000)
})
