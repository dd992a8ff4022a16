import type { SignedInViewer, Viewer } from '@lms/kit/viewer'
import type { Answer, TestSubgraph } from '@lms/testkit/subgraph'

export interface SeenNotification {
  id: string
  category: string
  title: string
  body: string
  createdAt: string
  readAt: string | null
  whyNotified: string
  subject: { __typename: string; id: string } | null
}

const FIELDS = 'id category title body createdAt readAt whyNotified subject { __typename id }'

/** What the viewer's entity of another person answers: notifications are asked for as the router does it. */
export const askInbox = (
  subgraph: TestSubgraph,
  viewer: Viewer | null,
  userId: string,
  args = '(first: 50)',
): Promise<Answer> =>
  subgraph.entities(
    viewer,
    [{ __typename: 'User', id: userId }],
    `... on User { unreadNotificationCount notifications${args} { nodes { ${FIELDS} } edges { cursor } totalCount pageInfo { hasNextPage endCursor } } }`,
  )

/** Somebody's own notifications, newest first. */
export async function readInbox(subgraph: TestSubgraph, person: SignedInViewer): Promise<SeenNotification[]> {
  const { data } = await askInbox(subgraph, person, person.id)
  return data._entities[0].notifications.nodes
}

export async function unreadCount(subgraph: TestSubgraph, person: SignedInViewer): Promise<number> {
  const { data } = await subgraph.entities(
    person,
    [{ __typename: 'User', id: person.id }],
    '... on User { unreadNotificationCount }',
  )
  return data._entities[0].unreadNotificationCount
}

/** Marks and answers the payload. */
export async function mark(subgraph: TestSubgraph, person: SignedInViewer, input: object) {
  const { data } = await subgraph.execute(
    person,
    'mutation ($input: MarkNotificationsReadInput!) { markNotificationsRead(input: $input) { user { id unreadNotificationCount } userErrors { field code } } }',
    { input },
  )
  return data.markNotificationsRead
}
