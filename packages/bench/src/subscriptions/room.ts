import { parse } from 'graphql'
import { buildSubgraph } from '../graph/build-subgraph.ts'

/** A room where one message is posted per second, and the people who post them in another subgraph. */
export const rooms = {
  name: 'rooms',
  typeDefs: parse(`
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
    type Query { room: ID }
    type Subscription { roomEvents(after: String): Message! }
    type Message { id: ID! at: Float! text: String! author: User! }
    type User @key(fields: "id", resolvable: false) { id: ID! }`),
}

export const people = buildSubgraph(
  'people',
  'type Query { nobody: User } type User @key(fields: "id") { id: ID! name: String! }',
  {
    User: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      name: ({ id }: { id: string }) => `Name of ${id}`,
    },
  },
)

/** What is sent to every subscriber: some 100 bytes more than the text. */
export const selections = {
  'event only': 'subscription Room { roomEvents { id at text } }',
  'with a field of another subgraph': 'subscription Room { roomEvents { id at text author { name } } }',
} as const

const TEXT = 'A message of the length that messages in a room usually have, which is not long at all.'

export const message = (id: number, at: number) => ({
  roomEvents: {
    __typename: 'Message',
    id: String(id),
    at,
    text: TEXT,
    author: { __typename: 'User', id: `user_${id}` },
  },
})

/** The same on all processes of a machine, in milliseconds. */
export const instant = (): number => performance.timeOrigin + performance.now()
