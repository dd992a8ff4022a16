import { z } from 'zod'

/** The domains that produce events; each has one topic, `lms.<domain>`. */
export type Domain =
  | 'user'
  | 'course'
  | 'payment'
  | 'assessment'
  | 'analytics'
  | 'notification'
  | 'live-session'
  | 'file'

/** What is known of one event type before any event of it exists. */
export interface EventDefinition<Data extends z.ZodObject = z.ZodObject> {
  /** What has happened, in a sentence. */
  readonly summary: string
  /** Who reacts, and by what. */
  readonly consumers: Consumers
  /** Data as it may look; fits `data`. */
  readonly example: z.input<Data>
  /** Whether this is agreed, but nobody produces it yet. */
  readonly planned: boolean
  /** `lms.<domain>.<fact>.v<n>`, the CloudEvents `type`. */
  readonly type: string
  /** The domain that alone produces it. */
  readonly domain: Domain
  /** Kafka topic, `lms.<domain>`. */
  readonly topic: string
  /** Kind of the aggregate whose id is the event's subject and message key, for example `course`. */
  readonly aggregate: string
  /** Payload; producer and consumer both parse with it. */
  readonly data: Data
}

/** What each domain that reacts to an event does about it, in a few words. */
export type Consumers = Readonly<Partial<Record<Domain, string>>>

export interface NewDefinition<Data extends z.ZodObject> {
  domain: Domain
  /** In the past tense, kebab-case. */
  fact: string
  version: number
  /** Kind of the aggregate whose id is the event's subject. */
  aggregate: string
  summary: string
  consumers: Consumers
  data: Data
  example: NoInfer<z.input<Data>>
  planned?: boolean
}

/** Declares an event. A new version is a new definition beside the old one. */
export function defineEvent<Data extends z.ZodObject>(definition: NewDefinition<Data>): EventDefinition<Data> {
  const { domain, fact, version, planned = false, ...rest } = definition
  return { ...rest, type: `lms.${domain}.${fact}.v${version}`, domain, topic: `lms.${domain}`, planned }
}

/** CloudEvents 1.0 envelope (https://github.com/cloudevents/spec) with the extensions that the product uses. */
export const EventEnvelope = z.object({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(64).describe('Unique per event; consumers remember it'),
  type: z.string().regex(/^lms\.[a-z-]+\.[a-z-]+\.v\d+$/),
  source: z.string().describe('The producing service, for example course-service'),
  subject: z.string().min(1).max(200).describe('Id of the aggregate; also the message key'),
  time: z.iso.datetime().describe('When the fact became true (UTC)'),
  datacontenttype: z.literal('application/json'),
  dataschema: z.string(),
  aggregateversion: z.int().nonnegative().describe('Version of the aggregate after the fact; grows per subject'),
  traceparent: z.string().max(55).optional().describe('W3C trace context of the causing request'),
  correlationid: z.string().max(64).describe('Request that started the chain'),
  causationid: z.string().max(64).optional().describe('Event that caused this one'),
  data: z.unknown(),
})

export type EventEnvelope = z.infer<typeof EventEnvelope>

/** An envelope whose data has been parsed by its definition. */
export type EventOf<Definition extends EventDefinition> = Omit<EventEnvelope, 'data'> & {
  data: z.infer<Definition['data']>
}
