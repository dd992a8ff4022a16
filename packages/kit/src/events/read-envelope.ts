import { EventEnvelope } from '@lms/contracts/event'

/** The event that a message holds; null where it is none. */
export function readEnvelope(value: string | null): EventEnvelope | null {
  try {
    return EventEnvelope.parse(JSON.parse(value ?? ''))
  } catch {
    return null
  }
}
