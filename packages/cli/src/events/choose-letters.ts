import { TOPICS } from '@lms/contracts/catalogue'
import { type DeadLetter, listDeadLetters } from '@lms/kit/events/dead-letters'
import type { KafkaOptions } from '@lms/kit/events/kafka-client'
import { CommandError } from '../command-error.ts'

export interface LetterFilter {
  /** The service that could not handle them, for example course-service. */
  consumer?: string | undefined
  type?: string | undefined
  /** Put aside since then, and before then. */
  since?: string | undefined
  until?: string | undefined
  topics?: readonly string[]
}

/** Dead letters that were not sent again, of those asked for. */
export async function chooseLetters(kafka: KafkaOptions, filter: LetterFilter): Promise<DeadLetter[]> {
  const [since, until] = [readTime(filter.since), readTime(filter.until)]
  const letters = await listDeadLetters(kafka, filter.topics ?? TOPICS)
  return letters.filter(
    ({ consumer, type, time }) =>
      (filter.consumer === undefined || consumer === filter.consumer) &&
      (filter.type === undefined || type === filter.type) &&
      (since === null || time >= since) &&
      (until === null || time < until),
  )
}

function readTime(text: string | undefined): string | null {
  if (text === undefined) return null
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) throw new CommandError(`"${text}" is no time, such as 2026-12-01T09:30:00Z.`)
  return time.toISOString()
}
