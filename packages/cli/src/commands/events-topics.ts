import { parseArgs } from 'node:util'
import { TOPICS } from '@lms/contracts/catalogue'
import { ensureTopics, RETENTION_DAYS } from '@lms/kit/events/ensure-topics'
import { CommandError } from '../command-error.ts'
import { withKafka } from '../events/with-kafka.ts'

const BROKERS_DEFAULT = '-1'

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      partitions: { type: 'string', default: '12' },
      replication: { type: 'string', default: BROKERS_DEFAULT },
      'retention-days': { type: 'string', default: String(RETENTION_DAYS) },
    },
  })
  const options = {
    partitions: readCount('--partitions', values.partitions),
    replicationFactor: values.replication === BROKERS_DEFAULT ? -1 : readCount('--replication', values.replication),
    retentionDays: readCount('--retention-days', values['retention-days']),
  }
  const created = await withKafka(process.env, (kafka) => ensureTopics(kafka, TOPICS, options))
  console.log(created.length > 0 ? `created ${created.join(', ')}` : 'every topic is there')
}

function readCount(option: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new CommandError(`${option} is a number from 1 on, not "${text}".`)
  return Number(text)
}
