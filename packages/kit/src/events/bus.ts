import type { HealthReport } from '../http-app.ts'

/** A message to be published. */
export interface BusMessage {
  /** Id of the aggregate; messages of one key keep their order. */
  key: string
  value: string
  headers: Record<string, string>
}

/** A message as a group gets it. Key and value are what somebody sent, so neither can be trusted to be there. */
export interface ReceivedMessage {
  topic: string
  key: string | null
  value: string | null
  headers: Record<string, string>
  /** Where it lies, for people who look for it: partition and offset in Kafka. */
  partition: number
  offset: string
}

export interface Subscription {
  /** Lets the messages in hand finish and takes no more. */
  stop(): Promise<void>
}

/** Deals with messages of one partition, in their order. */
export type HandleMessages = (messages: readonly ReceivedMessage[]) => Promise<void>

/**
 * Carries messages from services to groups of services: at least once, in order per key and group.
 *
 * A handler gets what has arrived of one partition, at most `BATCH_SIZE` messages. One that returns has dealt with all of
 * them; one that throws has met a transient fault, and gets the same messages again, after a growing pause, for ever.
 * Meanwhile the messages behind them wait.
 */
export interface EventBus {
  /** Resolves when the messages are safe. After a rejection each of them may or may not have been published. */
  publish(topic: string, messages: readonly BusMessage[]): Promise<void>
  /** Each group gets every message of the topics once; members of one group share them. */
  subscribe(group: string, topics: readonly string[], handle: HandleMessages): Promise<Subscription>
  /** Whether the subscriptions get on, for diagnosis. */
  check(): HealthReport
  /** Ends all subscriptions and connections; publishing rejects from now on. */
  stop(): Promise<void>
}

/** Messages that a handler gets at once; what they do shares one transaction, so this bounds how long it lasts. */
export const BATCH_SIZE = 100

/** The topic that takes what a group could not handle. */
export const deadLetterTopic = (topic: string): string => `${topic}.dlq`
