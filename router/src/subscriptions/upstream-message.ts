import type { GraphQLFormattedError } from 'graphql'
import { MessageType } from 'graphql-ws'
import { isObject } from '../execution/own-value.ts'
import type { UpstreamPayload } from './upstream-connection.ts'

/** What a subgraph may say (graphql-transport-ws). */
export type UpstreamMessage =
  | { type: MessageType.ConnectionAck | MessageType.Ping | MessageType.Pong }
  | { type: MessageType.Next; id: string; payload: UpstreamPayload }
  | { type: MessageType.Error; id: string; payload: readonly GraphQLFormattedError[] }
  | { type: MessageType.Complete; id: string }

/** Checked by hand, as answers over HTTP are; null for anything else. */
export function readUpstreamMessage(text: string): UpstreamMessage | null {
  const message = parse(text)
  if (!isObject(message)) return null
  const { type, id, payload } = message
  switch (type) {
    case MessageType.ConnectionAck:
    case MessageType.Ping:
    case MessageType.Pong:
      return { type }
    case MessageType.Next:
      if (typeof id !== 'string' || !isPayload(payload)) return null
      payload.unescaped = !text.includes('\\')
      return { type, id, payload }
    case MessageType.Error:
      return typeof id === 'string' && isErrors(payload) ? { type, id, payload } : null
    case MessageType.Complete:
      return typeof id === 'string' ? { type, id } : null
    default:
      return null
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isPayload(value: unknown): value is UpstreamPayload {
  if (!isObject(value)) return false
  const { data, errors, extensions } = value
  return (
    (data === undefined || data === null || isObject(data)) &&
    (errors === undefined || isErrors(errors)) &&
    (extensions === undefined || extensions === null || isObject(extensions))
  )
}

const isErrors = (value: unknown): value is readonly GraphQLFormattedError[] =>
  Array.isArray(value) && value.every((error) => isObject(error) && typeof error.message === 'string')
