import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { OperationTypeNode } from 'graphql'
import { createClient } from 'graphql-ws'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startTestGraph } from '../graph/test-graph.ts'
import { createRoom, people, plainRoom } from './room.ts'

test('Apollo Client subscribes over its own link, with a token, and resubscribes when it is told to', async () => {
  const room = createRoom()
  await using graph = await startTestGraph({ subgraphs: { rooms: plainRoom(room), people } })
  const accessToken = await graph.issuer.token()
  const sockets = createClient({
    url: `${graph.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { accessToken },
  })
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(sockets),
      new HttpLink({ uri: `${graph.url}/graphql`, headers: { authorization: `Bearer ${accessToken}` } }),
    ),
  })
  const SUBSCRIPTION = gql`subscription { memberEvents { id author { id name } ... on MessagePosted { secret } } }`
  const events: unknown[] = []
  const errors: unknown[] = []
  const subscription = client.subscribe({ query: SUBSCRIPTION, errorPolicy: 'all' }).subscribe({
    next: ({ data, error }) => (error ? errors.push(error) : events.push(data)),
    error: (error) => errors.push(error),
  })
  await expect.poll(() => room.emitter.listenerCount('news')).toBe(1)
  await client.mutate({ mutation: gql`mutation { say(text: "hello") }` })
  await expect
    .poll(() => events)
    .toMatchObject([{ memberEvents: { id: '1', author: { name: 'name of user_1' }, secret: 'between us' } }])
  // An event is in the cache like any answer.
  expect(client.cache.extract()).toMatchObject({ 'User:user_1': { name: 'name of user_1' } })
  await graph.subgraph('rooms').away()
  await expect.poll(() => errors.length).toBe(1)
  expect(JSON.stringify(errors)).toContain('SUBSCRIPTION_INTERRUPTED')
  await graph.subgraph('rooms').back()
  subscription.unsubscribe()
  const again = client.subscribe({ query: SUBSCRIPTION }).subscribe({ next: ({ data }) => events.push(data) })
  await expect.poll(() => room.emitter.listenerCount('news')).toBe(1)
  room.post()
  await expect.poll(() => events.length).toBe(2)
  again.unsubscribe()
  await expect.poll(() => room.emitter.listenerCount('news')).toBe(0)
  await sockets.dispose()
})
