import { EventEmitter, on } from 'node:events'
import { type ExecutionArgs, type ExecutionResult, execute, GraphQLError, type GraphQLSchema } from 'graphql'
import { decodeJwt } from 'jose'
import type { SubgraphDefinition } from '../graph/test-subgraph.ts'

export interface RoomEvent {
  __typename: 'MessagePosted' | 'HandRaised'
  id: string
  author: { id: string }
  text?: string
}

/** A room of a test: what happened in it, and who may not be in it. */
export interface Room {
  readonly log: RoomEvent[]
  post(event?: Partial<RoomEvent>): void
  ban(userId: string): void
  /** Ends all streams. */
  close(): void
  /** Who asked for a stream, as the router said it. */
  readonly viewers: Viewer[]
  readonly emitter: EventEmitter
  /** Whether somebody may be in it. */
  admits: (viewer: Viewer) => boolean
}

export interface Viewer {
  kind?: string
  sub?: string
  roles?: string[]
}

export function createRoom(): Room {
  const emitter = new EventEmitter().setMaxListeners(0)
  const log: RoomEvent[] = []
  return {
    log,
    emitter,
    viewers: [],
    admits: () => true,
    post(event = {}) {
      const id = String(log.length + 1)
      log.push({ __typename: 'MessagePosted', id, author: { id: 'user_1' }, text: `text ${id}`, ...event })
      emitter.emit('news')
    },
    ban: (userId) => emitter.emit('ban', userId),
    close: () => emitter.emit('end'),
  }
}

const typeDefs = `
  type Query { rooms: [ID!]! slow: String }
  type Mutation { say(text: String!): Int! }
  type Subscription {
    roomEvents(after: String): RoomEvent!
    memberEvents(after: String): RoomEvent! @authenticated
    brokenEvents: RoomEvent!
    count(to: Int!): Int!
    maybe: RoomEvent
  }
  interface RoomEvent { id: ID! author: User! }
  type MessagePosted implements RoomEvent { id: ID! author: User! text: String! secret: String @authenticated }
  type HandRaised implements RoomEvent { id: ID! author: User! }
  type User @key(fields: "id", resolvable: false) { id: ID! }`

const resolversOf = (room: Room) => ({
  Query: { rooms: () => ['1'], slow: () => new Promise(() => {}) },
  Mutation: {
    say(_: unknown, { text }: { text: string }) {
      room.post({ text })
      return room.log.length
    },
  },
  MessagePosted: { secret: () => 'between us' },
})

/** A room whose subgraph knows nothing of the router: streams without cursors, from now on. */
export function plainRoom(room: Room): SubgraphDefinition {
  const events = () => stoppable((stopped) => eventsAfter(room, room.log.length, stopped))
  const failing = async () => {
    throw new Error('connect ECONNREFUSED 10.0.0.7:5432')
  }
  const asIs = { resolve: (event: unknown) => event }
  return {
    typeDefs,
    resolvers: {
      ...resolversOf(room),
      Subscription: {
        roomEvents: { ...asIs, subscribe: events },
        memberEvents: { ...asIs, subscribe: events },
        brokenEvents: { ...asIs, subscribe: failing },
        count: { ...asIs, subscribe: (_: unknown, { to }: { to: number }) => countTo(to) },
        maybe: { subscribe: events, resolve: (event: RoomEvent) => (event.__typename === 'HandRaised' ? null : event) },
      },
    },
  }
}

async function* countTo(to: number): AsyncGenerator<number> {
  for (let number = 1; number <= to; number += 1) yield number
}

/** The same of a subgraph that speaks the router's protocol: with cursors, and one stream for all who are admitted. */
export const admittingRoom = (room: Room): SubgraphDefinition => ({
  typeDefs,
  resolvers: resolversOf(room),
  subscribe: (schema) => (args) => stoppable((stopped) => speak({ schema, room, stopped }, args as ExecutionArgs)),
})

interface Speaker {
  schema: GraphQLSchema
  room: Room
  stopped: AbortSignal
}

async function* speak({ schema, room, stopped }: Speaker, args: ExecutionArgs): AsyncGenerator<ExecutionResult> {
  const { internalToken, after, admission } = args.contextValue as Record<string, string | undefined>
  const viewer: Viewer = internalToken ? decodeJwt(internalToken) : {}
  room.viewers.push(viewer)
  if (!room.admits(viewer)) throw removed()
  const start = Number(after ?? args.variableValues?.after ?? room.log.length)
  const isAdmitted = admission !== undefined && !viewer.roles?.includes('HOST')
  yield { data: null, extensions: { ...(isAdmitted ? { admitted: true } : {}), cursor: String(start) } }
  if (isAdmitted) return await untilBanned(room, viewer.sub ?? '', stopped)
  for await (const event of eventsAfter(room, start, stopped)) {
    const { document, variableValues } = args
    const rootValue = { roomEvents: event, memberEvents: event, maybe: event }
    const result = await execute({ schema, document, rootValue, variableValues: variableValues ?? {} })
    yield { ...result, extensions: { cursor: event.id } }
  }
}

/** A generator that waits for something ends when it is told to, and not only when that has come. */
function stoppable<Value>(generate: (stopped: AbortSignal) => AsyncGenerator<Value>): AsyncGenerator<Value> {
  const stopping = new AbortController()
  const events = generate(stopping.signal)
  const finish = events.return.bind(events)
  events.return = (value) => {
    stopping.abort()
    return finish(value)
  }
  return events
}

async function* eventsAfter(room: Room, start: number, stopped: AbortSignal): AsyncGenerator<RoomEvent> {
  const ending = endOf(room, 'end')
  const news = on(room.emitter, 'news', { signal: AbortSignal.any([ending, stopped]) })
  let next = start
  const due = function* () {
    for (; next < room.log.length; next += 1) yield room.log[next] as RoomEvent
  }
  try {
    for (;;) {
      yield* due()
      await news.next()
    }
  } catch (error) {
    if (stopped.aborted) return
    if (!ending.aborted) throw error
    yield* due()
    // Those who were admitted are told after those who get the events.
    room.emitter.emit('over')
  }
}

async function untilBanned(room: Room, userId: string, stopped: AbortSignal): Promise<void> {
  const ending = endOf(room, 'over')
  try {
    for await (const [banned] of on(room.emitter, 'ban', { signal: AbortSignal.any([ending, stopped]) }))
      if (banned === userId) throw removed()
  } catch (error) {
    if (error instanceof GraphQLError) throw error
  }
}

function endOf(room: Room, event: 'end' | 'over'): AbortSignal {
  const ending = new AbortController()
  room.emitter.once(event, () => ending.abort())
  return ending.signal
}

const removed = () => new GraphQLError('You were removed.', { extensions: { code: 'FORBIDDEN' } })

/** Names of users, in another subgraph. */
export const people: SubgraphDefinition = {
  typeDefs: 'type Query { nobody: User } type User @key(fields: "id") { id: ID! name: String }',
  resolvers: {
    User: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      name({ id }: { id: string }) {
        if (id === 'user_nameless') throw new GraphQLError('No name', { extensions: { code: 'NOT_FOUND' } })
        return `name of ${id}`
      },
    },
  },
}
