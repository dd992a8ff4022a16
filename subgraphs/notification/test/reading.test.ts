import { newId } from '@lms/kit/ids'
import { setUp } from '@lms/testkit/set-up'
import { expect, test } from 'vitest'
import { graded, stranger } from './facts.ts'
import { askInbox, mark, readInbox, type SeenNotification, unreadCount } from './inbox.ts'
import { startTestNotification } from './start-notification.ts'

const subgraph = setUp(startTestNotification)

const told = async (count: number) => {
  const ada = stranger()
  for (let index = 0; index < count; index++) await graded(subgraph, ada.id)
  return { ada, newestFirst: await readInbox(subgraph, ada) }
}
const ids = (notifications: SeenNotification[]) => notifications.map(({ id }) => id)

test('marking by ids and up to one is idempotent and keeps the first reading’s time', async () => {
  const { ada, newestFirst } = await told(5)
  const [, , middle, fourth, oldest] = ids(newestFirst)
  expect(await mark(subgraph, ada, { ids: [oldest] })).toEqual({
    user: { id: ada.id, unreadNotificationCount: 4 },
    userErrors: [],
  })
  const firstReading = (await readInbox(subgraph, ada)).at(-1)?.readAt
  subgraph.clock.advance(1_000)
  expect((await mark(subgraph, ada, { upTo: middle })).user.unreadNotificationCount).toBe(2)
  expect((await mark(subgraph, ada, { upTo: middle, ids: [fourth, oldest] })).user.unreadNotificationCount).toBe(2)
  const seen = await readInbox(subgraph, ada)
  expect(seen.map(({ readAt }) => readAt !== null)).toEqual([false, false, true, true, true])
  expect(seen.at(-1)?.readAt).toBe(firstReading)
  const unread = (await askInbox(subgraph, ada, ada.id, '(unreadOnly: true)')).data._entities[0].notifications
  expect(ids(unread.nodes)).toEqual(ids(newestFirst).slice(0, 2))
  expect(unread.totalCount).toBe(2)
})

test('the number of unread ones is exact when many devices mark at once and more arrives', async () => {
  const { ada, newestFirst } = await told(12)
  const all = ids(newestFirst)
  await Promise.all([
    ...Array.from({ length: 10 }, (_, index) => mark(subgraph, ada, { ids: all.slice(index, index + 3) })),
    ...Array.from({ length: 5 }, () => mark(subgraph, ada, { upTo: all[9] })),
    graded(subgraph, ada.id),
    graded(subgraph, ada.id),
  ])
  expect(await unreadCount(subgraph, ada)).toBe(2)
})

test('foreign and unknown ids are refused alike, and nothing is marked then', async () => {
  const { ada, newestFirst } = await told(1)
  const { newestFirst: others } = await told(1)
  const own = ids(newestFirst)[0]
  for (const foreign of [ids(others)[0], newId('notification'), 'junk']) {
    expect(await mark(subgraph, ada, { ids: [own, foreign] })).toEqual({
      user: null,
      userErrors: [{ field: ['input', 'ids', '1'], code: 'NOT_FOUND' }],
    })
    expect((await mark(subgraph, ada, { upTo: foreign })).userErrors).toEqual([
      { field: ['input', 'upTo'], code: 'NOT_FOUND' },
    ])
  }
  expect(await unreadCount(subgraph, ada)).toBe(1)
})

test.each([
  [{}, ['input'], 'NOTHING_TO_MARK'],
  [{ ids: [] }, ['input'], 'NOTHING_TO_MARK'],
  [{ ids: Array.from({ length: 101 }, () => 'x') }, ['input', 'ids'], 'TOO_BIG'],
  [{ ids: [''] }, ['input', 'ids', '0'], 'TOO_SMALL'],
  [{ upTo: 'a\u0000b' }, ['input', 'upTo'], 'INVALID_TEXT'],
])('marking %o is refused', async (input, field, code) => {
  expect((await mark(subgraph, stranger(), input)).userErrors).toEqual([{ field, code }])
})

test('nobody marks without signing in', async () => {
  const { errors } = await subgraph.execute(
    null,
    'mutation { markNotificationsRead(input: { ids: ["x"] }) { userErrors { code } } }',
  )
  expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
})

test('pages join without gaps', async () => {
  const { ada, newestFirst } = await told(5)
  const seen: string[] = []
  let after = ''
  for (let more = true; more; ) {
    const args = after ? `(first: 2, after: "${after}")` : '(first: 2)'
    const page = (await askInbox(subgraph, ada, ada.id, args)).data._entities[0].notifications
    seen.push(...ids(page.nodes))
    more = page.pageInfo.hasNextPage
    after = page.pageInfo.endCursor
  }
  expect(seen).toEqual(ids(newestFirst))
})

test.each(['(first: 0)', '(first: -1)', '(first: 1000)', '(first: 1, after: "x")'])(
  'notifications%s is bad input',
  async (args) => {
    const ada = stranger()
    const { errors } = await askInbox(subgraph, ada, ada.id, args)
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT'])
  },
)
