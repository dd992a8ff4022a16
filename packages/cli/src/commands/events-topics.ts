import { parseArgs } from 'node:util'
import { TOPICS } from '@lms/contracts/catalogue'
import { ensureTopics, RETENTION_DAYS } from '@lms/kit/events/ensure-topics'
import { kafkaOf } from '../events/kafka-of.ts'

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      partitions: { type: 'string', default: '12' },
      replication: { type: 'string', default: '-1' },
      'retention-days': { type: 'string', default: String(RETENTION_DAYS) },
    },
  })
  const created = await ensureTopics(kafkaOf(process.env), TOPICS, {
    partitions: Number(values.partitions),
    replicationFactor: Number(values.replication),
    retentionDays: Number(values['retention-days']),
  })
  console.log(created.length > 0 ? `created ${created.join(', ')}` : 'every topic is there')
}
