import { EventEnvelope } from '@lms/contracts/event'
import type { ReadEvent } from './apply-events.ts'
import type { ReceivedMessage } from './bus.ts'
import type { EventHandler } from './handles.ts'

/** Names the one group that a message is meant for, when it is sent again because that group could not handle it. */
export const MEANT_FOR = 'x-meant-for'

export type ReadMessage<Context> =
  | ({ kind: 'EVENT' } & ReadEvent<Context>)
  /** Of a kind that the service has no use for, or meant for another. */
  | { kind: 'UNHANDLED' }
  /** Not an event, or not one that the service can understand. */
  | { kind: 'MALFORMED'; type: string | null; error: unknown }

/** Finds out what a message is; never throws. */
export function readMessage<Context>(
  message: ReceivedMessage,
  service: string,
  byType: ReadonlyMap<string, EventHandler<Context>>,
): ReadMessage<Context> {
  let type: string | null = null
  const meantFor = message.headers[MEANT_FOR]
  if (meantFor !== undefined && meantFor !== service) return { kind: 'UNHANDLED' }
  try {
    const envelope = EventEnvelope.parse(JSON.parse(message.value ?? ''))
    const handler = byType.get(envelope.type)
    if (!handler) {
      assertUnrelated(envelope.type, byType)
      return { kind: 'UNHANDLED' }
    }
    type = envelope.type
    // The key decides the order, so an event under another key could overtake the ones of its subject.
    if (message.key !== envelope.subject) throw new Error('The message key is not the subject of the event')
    return { kind: 'EVENT', envelope, ...handler.accept(envelope) }
  } catch (error) {
    return { kind: 'MALFORMED', type, error }
  }
}

const factOf = (type: string): string => type.replace(/\.v\d+$/, '')

/** A version that the service does not know, of a fact that it handles, must not be lost: it comes from a newer producer. */
function assertUnrelated(type: string, byType: ReadonlyMap<string, unknown>): void {
  for (const handled of byType.keys()) {
    if (factOf(handled) === factOf(type)) throw new Error(`Unknown version of an event that is handled: ${type}`)
  }
}
