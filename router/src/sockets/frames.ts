import type { GraphQLError, GraphQLFormattedError } from 'graphql'
import { MessageType } from 'graphql-ws'
import { formatRouterError } from '../format-error.ts'

const nextHead = (id: string): string => `{"id":${JSON.stringify(id)},"type":"${MessageType.Next}","payload":`

/** @param payload as JSON */
export const nextFrame = (id: string, payload: string): string => `${nextHead(id)}${payload}}`

/** What comes before the payload in each `next` message of an operation. */
export const eventHead = (id: string): Buffer => Buffer.from(nextHead(id))

/** The rest of a `next` message, which may be the same for thousands of clients. @param payload as JSON */
export const eventTail = (payload: string): Buffer => Buffer.from(`${payload}}`)

/** A text message as a WebSocket server writes it (RFC 6455 §5.2): one buffer, so one write for each client. */
export function textFrame(head: Buffer, tail: Buffer): Buffer {
  const length = head.length + tail.length
  const [offset, lengthCode] = length < 126 ? [2, length] : length < 65_536 ? [4, 126] : [10, 127]
  const frame = Buffer.allocUnsafe(offset + length)
  frame[0] = 0x81
  frame[1] = lengthCode
  if (offset === 4) frame.writeUInt16BE(length, 2)
  if (offset === 10) frame.writeBigUInt64BE(BigInt(length), 2)
  head.copy(frame, offset)
  tail.copy(frame, offset + head.length)
  return frame
}

/** @param payload as JSON, from `errorPayload` */
export const errorFrame = (id: string, payload: string): string =>
  `{"id":${JSON.stringify(id)},"type":"${MessageType.Error}","payload":${payload}}`

export const completeFrame = (id: string): string => `{"id":${JSON.stringify(id)},"type":"${MessageType.Complete}"}`

export const ACK_FRAME = `{"type":"${MessageType.ConnectionAck}"}`
export const PONG_FRAME = `{"type":"${MessageType.Pong}"}`

export function errorPayload(errors: readonly (GraphQLError | GraphQLFormattedError)[], requestId: string): string {
  return JSON.stringify(errors.map((error) => formatRouterError(error, requestId)))
}
