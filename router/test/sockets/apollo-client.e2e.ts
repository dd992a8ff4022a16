import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { createTestClock } from '@lms/testkit/clock'
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

test('Apollo Client goes on beyond the end of a token that is renewed, and learns of one that was not', async () => {
  const room = createRoom()
  const clock = createTestClock()
  await using graph = await startTestGraph({ subgraphs: { rooms: plainRoom(room), people }, overrides: { clock } })
  let socket: WebSocket | undefined
  const sockets = createClient({
    url: `${graph.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { accessToken: await graph.issuer.token() },
    on: {
      connected(opened) {
        socket = opened as WebSocket
      },
    },
  })
  const client = new ApolloClient({ cache: new InMemoryCache(), link: new GraphQLWsLink(sockets) })
  const events: unknown[] = []
  const errors: unknown[] = []
  client.subscribe({ query: gql`subscription { memberEvents { id author { name } } }` }).subscribe({
    next: ({ data, error }) => (error ? errors.push(error) : events.push(data)),
    error: (error) => errors.push(error),
  })
  await expect.poll(() => room.emitter.listenerCount('news')).toBe(1)
  const iat = Math.floor(clock.now().getTime() / 1_000)
  const accessToken = await graph.issuer.token({ iat, exp: iat + 600 })
  const pong = new Promise((resolve) => socket?.once('message', resolve))
  socket?.send(JSON.stringify({ type: 'ping', payload: { accessToken } }))
  await pong
  clock.advance(400_000)
  room.post()
  await expect.poll(() => events.length).toBe(1)
  clock.advance(400_000)
  room.post()
  await expect.poll(() => JSON.stringify(errors)).toContain('SUBSCRIPTION_TOKEN_EXPIRED')
  expect(events.length).toBe(1)
  await sockets.dispose()
})
