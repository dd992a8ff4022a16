import { createKafka, type KafkaOptions } from './kafka-client.ts'

/** Those of the groups that have members. A process that was killed counts until its session is over. */
export async function readActiveGroups(options: KafkaOptions, groups: readonly string[]): Promise<string[]> {
  const admin = createKafka(options).admin()
  await admin.connect()
  try {
    const { groups: described } = await admin.describeGroups([...groups])
    return described.flatMap(({ groupId, members }) => (members.length > 0 ? [groupId] : []))
  } finally {
    await admin.disconnect()
  }
}
