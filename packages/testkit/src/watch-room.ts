import { createClient } from 'graphql-ws'
import { WebSocket } from 'ws'

const EVENTS = `subscription Room($id: ID!, $after: String) { liveSessionEvents(sessionId: $id, after: $after) {
  id ... on MessagePosted { message { body author { displayName } } } } }`

/** Somebody who watches a live session over a socket, and comes back by itself as graphql-ws does. */
export interface RoomWatcher {
  /** Ids of the events, as they came. */
  readonly ids: readonly string[]
  /** What ended the subscription for good, or came in place of an event. */
  readonly ends: readonly string[]
  /** Codes with which open sockets were closed. */
  readonly closes: readonly number[]
  /** Sockets that could not be opened. */
  readonly refused: number
  stop(): Promise<void>
}

/** @param after where to begin: an event's id, or the session's `eventCursor` */
export function watchRoom(
  routerUrl: string,
  { accessToken, sessionId, after }: { accessToken: string; sessionId: string; after: string },
): RoomWatcher {
  const watcher = { ids: [] as string[], ends: [] as string[], closes: [] as number[], refused: 0 }
  let isOpen = false
  const client = createClient({
    url: `${routerUrl.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { accessToken },
    retryAttempts: 100,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 400)),
    on: {
      opened: () => {
        isOpen = true
      },
      closed(event) {
        if (isOpen) watcher.closes.push((event as { code: number }).code)
        else watcher.refused += 1
        isOpen = false
      },
    },
  })
  const variables = { id: sessionId, after }
  client.subscribe<{ liveSessionEvents: { id: string } }>(
    { query: EVENTS, variables },
    {
      next({ data, errors }) {
        if (errors || !data) return void watcher.ends.push(JSON.stringify(errors ?? 'an event without data'))
        watcher.ids.push(data.liveSessionEvents.id)
        variables.after = data.liveSessionEvents.id
      },
      error: (error) => watcher.ends.push(error instanceof Error ? error.message : JSON.stringify(error)),
      complete: () => watcher.ends.push('complete'),
    },
  )
  return Object.assign(watcher, { stop: async () => void (await client.dispose()) })
}
