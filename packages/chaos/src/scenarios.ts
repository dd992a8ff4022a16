import { setTimeout as delay } from 'node:timers/promises'
import { TOPICS } from '@lms/contracts/catalogue'
import type { ReceivedMessage } from '@lms/kit/events/bus'
import { createKafka } from '@lms/kit/events/kafka-client'
import { createKafkaPublisher } from '@lms/kit/events/kafka-publisher'
import { readLog } from '@lms/kit/events/read-log'
import { type Done, type Offer, runLoad } from './load.ts'
import { failAndMend, sendPoison } from './poison.ts'
import { shuffle } from './random.ts'
import { reassignPartitions } from './reassign-partitions.ts'
import type { System } from './system.ts'

export interface ScenarioOptions {
  learners: number
  random: () => number
  /** How long Kafka stays away. */
  downMs: number
}

/** Something that happens to the surroundings while people buy, learn and give back. */
export type Scenario = (system: System, offer: Offer, options: ScenarioOptions) => Promise<Done>

const REDIS_DOWN_MS = 5_000

const whileLearning =
  (happen: (system: System, options: ScenarioOptions) => Promise<void>): Scenario =>
  async (system, offer, options) => {
    const [done] = await Promise.all([
      runLoad(system, offer, options.learners, options.random),
      delay(400).then(() => happen(system, options)),
    ])
    return done
  }

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'Kafka away and back': whileLearning((system, { downMs }) => system.restartKafka(downMs)),
  'PostgreSQL restarted with -m immediate': whileLearning((system) => system.restartPostgres()),
  'Redis killed, and back empty': whileLearning((system) => system.restartRedis(REDIS_DOWN_MS)),
  'a group rebalanced again and again': whileLearning(rebalance),
  'partitions reassigned to another broker and back': whileLearning(reassignPartitions),
  'all services killed at once': whileLearning(killAll),
  'all services killed at once, three times': whileLearning(async (system) => {
    for (let time = 0; time < 3; time++) {
      await killAll(system)
      await delay(2_000)
    }
  }),
  'the whole log three times, shuffled': replayShuffled,
  'poison that nobody can read': sendPoison,
  'a handler that always fails, mended, and its letters sent again': failAndMend,
}

async function killAll({ children }: System): Promise<void> {
  for (const child of children.values()) child.kill('SIGKILL')
}

/** Another process joins each of two groups and leaves, by a signal or dead. */
async function rebalance(system: System): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL', 'SIGTERM'] as const) {
    const replicas = await Promise.all(['course', 'notification'].map((name) => system.startReplica(name)))
    await delay(1_000)
    await Promise.all(
      replicas.map(async (replica) => {
        const stopped = replica.stop()
        if (signal === 'SIGKILL') replica.kill(signal)
        await stopped
      }),
    )
  }
}

/** All that was ever told comes three times more, in any order, beside what is told now. */
async function replayShuffled(system: System, offer: Offer, { learners, random }: ScenarioOptions): Promise<Done> {
  const log: ReceivedMessage[] = []
  await readLog(system.kafka, TOPICS, (message) => {
    log.push(message)
  })
  const publisher = createKafkaPublisher(createKafka(system.kafka))
  const send = async () => {
    const byTopic = Map.groupBy(shuffle([...log, ...log, ...log], random), ({ topic }) => topic)
    for (const [topic, ofTopic] of byTopic) {
      for (let from = 0; from < ofTopic.length; from += 200) {
        const batch = ofTopic.slice(from, from + 200)
        await publisher.publish(
          topic,
          batch.map(({ key, value, headers }) => ({ key: key ?? '', value: value ?? '', headers })),
        )
      }
    }
  }
  const [done] = await Promise.all([runLoad(system, offer, learners, random), send()])
  await publisher.stop()
  return done
}
