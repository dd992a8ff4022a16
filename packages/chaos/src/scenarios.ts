import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { TOPICS } from '@lms/contracts/catalogue'
import type { ReceivedMessage } from '@lms/kit/events/bus'
import { createKafka } from '@lms/kit/events/kafka-client'
import { createKafkaPublisher } from '@lms/kit/events/kafka-publisher'
import { readLog } from '@lms/kit/events/read-log'
import { countDeadLetters } from './invariants.ts'
import { type Offer, runLoad } from './load.ts'
import { shuffle } from './random.ts'
import type { System } from './system.ts'

export interface ScenarioOptions {
  learners: number
  random: () => number
  /** How long Kafka stays away. */
  downMs: number
}

/** Something that happens to the surroundings while people buy, learn and give back. */
export type Scenario = (system: System, offer: Offer, options: ScenarioOptions) => Promise<void>

const whileLearning =
  (happen: (system: System, options: ScenarioOptions) => Promise<void>): Scenario =>
  async (system, offer, options) => {
    await Promise.all([
      runLoad(system, offer, options.learners, options.random),
      delay(400).then(() => happen(system, options)),
    ])
  }

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'Kafka away and back': whileLearning((system, { downMs }) => system.restartKafka(downMs)),
  'PostgreSQL restarted with -m immediate': whileLearning((system) => system.restartPostgres()),
  'Redis killed': whileLearning((system) => system.killRedis()),
  'a group rebalanced again and again': whileLearning(rebalance),
  'all services killed at once': whileLearning(async ({ children }) => {
    for (const child of children.values()) child.kill('SIGKILL')
  }),
  'the whole log three times, shuffled': replayShuffled,
  poison: sendPoison,
}

/** A second process joins and leaves, by a signal or dead. */
async function rebalance(system: System): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const replica = await system.startReplica('course')
    await delay(1_000)
    if (signal === 'SIGTERM') await replica.stop()
    else {
      const stopped = replica.stop()
      replica.kill('SIGKILL')
      await stopped
    }
  }
}

async function replayShuffled(system: System, _offer: Offer, { random }: ScenarioOptions): Promise<void> {
  const log: ReceivedMessage[] = []
  await readLog(system.kafka, TOPICS, (message) => {
    log.push(message)
  })
  const publisher = createKafkaPublisher(createKafka(system.kafka))
  const messages = shuffle([...log, ...log, ...log], random)
  const byTopic = Map.groupBy(messages, ({ topic }) => topic)
  for (const [topic, ofTopic] of byTopic) {
    for (let from = 0; from < ofTopic.length; from += 200) {
      const batch = ofTopic.slice(from, from + 200)
      await publisher.publish(
        topic,
        batch.map(({ key, value, headers }) => ({ key: key ?? '', value: value ?? '', headers })),
      )
    }
  }
  await publisher.stop()
}

/** What nobody can handle lies before what everybody must. */
async function sendPoison(system: System, offer: Offer, options: ScenarioOptions): Promise<void> {
  const before = await countDeadLetters(system)
  const publisher = createKafkaPublisher(createKafka(system.kafka))
  const poison = ['{"specversion":', '', '{"hello":"world"}', unknownVersion()]
  for (const value of poison) {
    for (const key of ['a', 'b', 'c', 'd']) await publisher.publish('lms.payment', [{ key, value, headers: {} }])
  }
  await publisher.stop()
  await runLoad(system, offer, options.learners, options.random)
  // Only the course service reads that topic, of those that run here.
  const letters = (await countDeadLetters(system)) - before
  if (letters !== poison.length * 4) throw new Error(`${letters} dead letters instead of ${poison.length * 4}`)
}

const unknownVersion = () =>
  JSON.stringify({
    ...{
      specversion: '1.0',
      id: randomUUID(),
      type: 'lms.payment.grant-issued.v9',
      source: 'payment-service',
      subject: 'a',
    },
    ...{ time: new Date().toISOString(), datacontenttype: 'application/json', dataschema: 'urn:lms:event:x' },
    ...{ aggregateversion: 1, correlationid: 'chaos', data: {} },
  })
