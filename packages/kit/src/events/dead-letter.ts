import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import { deadLetterTopic, type EventBus, type ReceivedMessage } from './bus.ts'

/** Enough to see the cause; an error's text may quote the message at length. */
const LONGEST_TEXT = 1_000

/**
 * Puts a message aside that a group cannot handle, under its own key and with the reason in its headers, so that it can
 * be looked at and sent again.
 * @throws when it could not be put aside; then it is not dealt with
 */
export async function bury(
  message: ReceivedMessage,
  reason: { error: unknown; attempts: number },
  { service, bus, clock, log }: { service: string; bus: EventBus; clock: Clock; log: Logger },
): Promise<void> {
  const { topic, partition, offset, key, value, headers } = message
  const cause = {
    'x-consumer': service,
    'x-orig-topic': topic,
    'x-orig-partition': String(partition),
    'x-orig-offset': offset,
    'x-error': textOf(reason.error),
    'x-attempts': String(reason.attempts),
    'x-time': clock.now().toISOString(),
  }
  await bus.publish(deadLetterTopic(topic), [{ key: key ?? '', value: value ?? '', headers: { ...headers, ...cause } }])
  log.error({ err: reason.error, topic, partition, offset, attempts: reason.attempts }, 'event put to the dead letters')
}

function textOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  // Prisma tells over several lines, and begins with an empty one.
  return text.replace(/\s+/g, ' ').slice(0, LONGEST_TEXT)
}
