import { MessageType } from 'graphql-ws'
import { isObject } from '../execution/own-value.ts'
import { parseUntrustedJson } from '../http/parse-untrusted-json.ts'

export type Payload = Readonly<Record<string, unknown>>

/** What a client may say (https://github.com/graphql/graphql-over-http/blob/main/rfcs/GraphQLOverWebSocket.md). */
export type ClientMessage =
  | { type: MessageType.ConnectionInit | MessageType.Ping; payload: Payload }
  | { type: MessageType.Pong }
  | { type: MessageType.Subscribe; id: string; payload: Payload }
  | { type: MessageType.Complete; id: string }

/** It is sent back with every event. */
const LONGEST_ID = 128

/**
 * Reads a message; null for anything that is none. What is in its payload is read later: unlike graphql-ws's own reader
 * this one takes operations without a document, which partners name by an id.
 */
export function readClientMessage(text: string): ClientMessage | null {
  const message = parse(text)
  if (!isObject(message)) return null
  const { type, id, payload } = message
  switch (type) {
    case MessageType.ConnectionInit:
    case MessageType.Ping:
      return payload === undefined || payload === null
        ? { type, payload: {} }
        : isObject(payload)
          ? { type, payload }
          : null
    case MessageType.Pong:
      return { type }
    case MessageType.Subscribe:
      return isId(id) && isObject(payload) ? { type, id, payload } : null
    case MessageType.Complete:
      return isId(id) ? { type, id } : null
    default:
      return null
  }
}

const isId = (id: unknown): id is string => typeof id === 'string' && id.length > 0 && id.length <= LONGEST_ID

function parse(text: string): unknown {
  try {
    return parseUntrustedJson(text)
  } catch {
    return null
  }
}
