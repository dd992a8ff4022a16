import { z } from 'zod'

const text = z.string()
const count = z.number().int().nonnegative()

/** An error with its stack. Nothing else of it: drivers put rows, addresses and headers on their errors. */
const error = z.strictObject({
  type: text,
  message: text,
  stack: text.optional(),
  code: z.union([text, z.number()]).optional(),
})

/** What a line is about, beside what every line has. Ids lead to no person by themselves; names and addresses never stand here. */
const about = {
  requestId: text.describe('the request: the same in router, subgraphs and errors, and in events as `correlationid`'),
  traceId: text.describe('the trace, where there is one'),
  err: error.describe('the error: `type`, `message`, `stack`, `code`; what a client got instead is masked'),
  reason: text.describe('why, in a word or a sentence'),
  code: text.describe('[code](api/errors.md) of a refusal'),
  url: text.describe('where the process listens'),
  check: text.describe('a failed check of `/health`'),
  job: text.describe('timed work'),
  attempts: count.describe('tries so far'),
  attempt: count.describe('this try'),
  failures: count.describe('tries that failed in a row'),
  topic: text.describe('where an event lies'),
  partition: count.describe('where an event lies'),
  offset: text.describe('where an event lies'),
  group: text.describe('consumer group'),
  events: count.describe('events handled together'),
  rows: count.describe('rows of the outbox'),
  outages: count.describe('times that Kafka was away in a row'),
  crashes: count.describe('crashes of the Kafka client in a row'),
  saga: text.describe('kind of a saga, a business process that crosses services'),
  key: text.describe('what the saga is about'),
  step: text.describe('where the saga is'),
  resumed: count.describe('times that its step was done again'),
  kafka: text.describe('part of the Kafka client that says something'),
  details: z.record(text, z.unknown()).describe('what the Kafka client says besides'),
  path: z
    .array(z.union([text, z.number()]))
    .readonly()
    .describe('field of the operation'),
  field: text.describe('field of a subscription'),
  subgraph: text.describe('subgraph that the router asked'),
  kind: text.describe('what became of that request'),
  graph: text.describe('hash of a supergraph'),
  operationId: text.describe('a registered operation'),
  attemptId: text.describe('attempt at a quiz'),
  sessionId: text.describe('live session'),
  deliveryId: text.describe('e-mail'),
  orderId: text.describe('order'),
  paymentId: text.describe('payment'),
  refundId: text.describe('refund'),
  status: text.describe('status of an order or refund'),
  seen: text.describe('status that a provider tells'),
  provider: text.describe('payment provider'),
  eventId: text.describe("a webhook's id at the provider"),
  outcome: text.describe('what became of a webhook'),
} satisfies Record<string, z.ZodType>

/** One line of any process's log. */
export const logLine = z.strictObject({
  time: z.iso.datetime().describe('when, in UTC'),
  level: z.enum(['debug', 'info', 'warn', 'error', 'fatal']).describe('how severe'),
  service: text.describe('which service'),
  msg: text.describe('what; the same words for the same thing'),
  ...(z.object(about).partial().shape as { [Name in keyof typeof about]: z.ZodOptional<(typeof about)[Name]> }),
})

export type LogLine = z.infer<typeof logLine>

/** What code may say of a line beside its words. */
export type LogFields = { [Name in Exclude<keyof typeof about, 'err' | 'traceId'>]?: LogLine[Name] } & { err?: unknown }

/** Keeps of what a line is about what the schema knows, whoever logged it. */
export const knownFields = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name in about))
