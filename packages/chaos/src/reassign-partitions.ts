import { setTimeout as delay } from 'node:timers/promises'
import { TOPICS } from '@lms/contracts/catalogue'
import { createKafka } from '@lms/kit/events/kafka-client'
import type { System } from './system.ts'

type Admin = ReturnType<ReturnType<typeof createKafka>['admin']>

const LONGEST_MS = 60_000

/** Every partition of every topic moves to a new broker, and back, before that broker goes. */
export async function reassignPartitions(system: System): Promise<void> {
  const second = await system.addBroker()
  const admin = createKafka(system.kafka).admin()
  await admin.connect()
  try {
    const { brokers } = await admin.describeCluster()
    const first = brokers.find(({ nodeId }) => nodeId !== second.id)?.nodeId ?? 1
    for (const broker of [second.id, first]) {
      await moveAll(admin, broker)
      await delay(1_000)
    }
  } finally {
    await admin.disconnect()
    await second.leave()
  }
}

/** Moves all partitions to one broker, and waits until it alone leads them. */
async function moveAll(admin: Admin, broker: number): Promise<void> {
  const partitionsOf = async () => (await admin.fetchTopicMetadata({ topics: [...TOPICS] })).topics
  const topics = (await partitionsOf()).map(({ name, partitions }) => ({
    topic: name,
    partitionAssignment: partitions.map(({ partitionId }) => ({ partition: partitionId, replicas: [broker] })),
  }))
  await admin.alterPartitionReassignments({ topics })
  const giveUpAt = Date.now() + LONGEST_MS
  while (!(await partitionsOf()).every(({ partitions }) => partitions.every(({ leader }) => leader === broker))) {
    if (Date.now() > giveUpAt) throw new Error(`broker ${broker} never led all partitions`)
    await delay(100)
  }
}
