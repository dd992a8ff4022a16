import { createKafka, type KafkaOptions } from './kafka-client.ts'

/** How far a group is behind in a topic. */
export interface GroupLag {
  group: string
  topic: string
  /** Messages that the group has not dealt with. */
  behind: bigint
}

/** How far the groups are behind, in every topic that they have ever dealt with. */
export async function readGroupLag(options: KafkaOptions, groups: readonly string[]): Promise<GroupLag[]> {
  const admin = createKafka(options).admin()
  await admin.connect()
  try {
    const lags: GroupLag[] = []
    for (const group of groups) {
      for (const { topic, partitions } of await admin.fetchOffsets({ groupId: group })) {
        const ends = new Map(
          (await admin.fetchTopicOffsets(topic)).map(({ partition, low, high }) => [partition, { low, high }]),
        )
        const behind = partitions.map(({ partition, offset }) => {
          const { low = '0', high = '0' } = ends.get(partition) ?? {}
          // -1: nothing was committed, so it begins with what is kept.
          return BigInt(high) - (BigInt(offset) < 0n ? BigInt(low) : BigInt(offset))
        })
        lags.push({ group, topic, behind: behind.reduce((sum, count) => sum + count, 0n) })
      }
    }
    return lags
  } finally {
    await admin.disconnect()
  }
}
