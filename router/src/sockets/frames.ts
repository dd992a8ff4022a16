import type { GraphQLError, GraphQLFormattedError } from 'graphql'
import { MessageType } from 'graphql-ws'
import { formatRouterError } from '../format-error.ts'

/** All of a `next` message that comes before its payload, which may be the same for thousands of clients. */
export const nextHead = (id: string): string => `{"id":${JSON.stringify(id)},"type":"${MessageType.Next}","payload":`

/** @param payload as JSON */
export const nextFrame = (id: string, payload: string): string => `${nextHead(id)}${payload}}`

/** @param payload as JSON, from `errorPayload` */
export const errorFrame = (id: string, payload: string): string =>
  `{"id":${JSON.stringify(id)},"type":"${MessageType.Error}","payload":${payload}}`

export const completeFrame = (id: string): string => `{"id":${JSON.stringify(id)},"type":"${MessageType.Complete}"}`

export const ACK_FRAME = `{"type":"${MessageType.ConnectionAck}"}`
export const PONG_FRAME = `{"type":"${MessageType.Pong}"}`

export function errorPayload(errors: readonly (GraphQLError | GraphQLFormattedError)[], requestId: string): string {
  return JSON.stringify(errors.map((error) => formatRouterError(error, requestId)))
}
