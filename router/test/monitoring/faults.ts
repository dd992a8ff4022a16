import { deadLetterTopic } from '@lms/kit/events/bus'
import { createKafka } from '@lms/kit/events/kafka-client'
import { createKafkaPublisher } from '@lms/kit/events/kafka-publisher'
import { newId } from '@lms/kit/ids'
import { createLogger } from '@lms/kit/log'
import type { ApiClient } from '@lms/local/api-client'
import { askServer } from '@lms/testkit/ask-server'
import type { ProcessStack } from '@lms/testkit/process-stack'
import { openRaw } from '../sockets/client.ts'

/** Where faults are made: the system, and servers under it. */
export interface FaultySystem {
  stack: ProcessStack
  databaseServer: string
  kafkaBrokers: readonly string[]
}

const HOUR_AGO = "now() - interval '1 hour'"
const NEXT_HOUR = "now() + interval '1 hour'"

const ask = ({ stack }: FaultySystem, service: string, sql: string, values?: readonly unknown[]) =>
  askServer({ url: stack.databases.get(service) ?? '', sslMode: 'require' }, sql, values)

/** Publishes what nobody can read where all who hear of payments hear of it. */
export async function publishGarbage({ kafkaBrokers }: FaultySystem): Promise<void> {
  const log = createLogger({ service: 'test', level: 'silent' })
  const publisher = createKafkaPublisher(createKafka({ brokers: [...kafkaBrokers], clientId: 'lms-test', log }))
  await publisher.publish('lms.payment', [{ key: 'order_1', value: 'no event', headers: {} }])
  await publisher.stop()
}

/** Leaves a webhook that was stored an hour ago and fails whenever it is tried. */
export async function leaveWebhook(system: FaultySystem): Promise<() => Promise<unknown>> {
  await ask(
    system,
    'payment',
    `insert into webhook_event (provider, event_id, type, payload, received_at, next_try_at)
      values ('STRIPE', 'evt_left', 'payment_intent.succeeded', '{}', ${HOUR_AGO}, ${NEXT_HOUR})`,
  )
  return () => ask(system, 'payment', "delete from webhook_event where event_id = 'evt_left'")
}

/** Appends an event for a topic that Kafka does not have, an hour ago. */
export async function blockOutbox(system: FaultySystem): Promise<() => Promise<unknown>> {
  const id = newId('event')
  await ask(
    system,
    'file',
    `insert into kit.outbox (event_id, topic, key, type, aggregate_version, envelope, created_at)
      values ($1, $2, 'file_1', 'lms.file.lost.v1', 1, '{}', ${HOUR_AGO})`,
    [id, deadLetterTopic('lms.nowhere')],
  )
  return () => ask(system, 'file', 'delete from kit.outbox where event_id = $1', [id])
}

/** Lets sockets go without a goodbye. */
export async function dropSockets({ stack: { routerUrl } }: FaultySystem, count: number): Promise<void> {
  const sockets = await Promise.all(Array.from({ length: count }, () => openRaw(routerUrl)))
  for (const { ws } of sockets) ws.terminate()
}

/** Takes the course service's database away. */
export async function shutOutCourse(system: FaultySystem): Promise<() => Promise<unknown>> {
  const name = new URL(system.stack.databases.get('course') ?? '').pathname.slice(1)
  const onServer = (sql: string) => askServer({ url: system.databaseServer, sslMode: 'require' }, sql)
  await onServer(`alter database ${name} allow_connections false`)
  await onServer(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`)
  return () => onServer(`alter database ${name} allow_connections true`)
}

/** Asks for what the course service cannot answer meanwhile. */
export const askForCourses = (client: ApiClient): Promise<unknown> =>
  Promise.all(Array.from({ length: 5 }, () => client.send('query Courses { courses(first: 1) { nodes { id } } }')))
