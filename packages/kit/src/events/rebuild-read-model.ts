import { raw, sqltag as sql } from '@prisma/client/runtime/client'
import type { SqlClient } from '../sql.ts'
import type { EventHandler, ReadModel } from './handles.ts'
import type { KafkaOptions } from './kafka-client.ts'
import { readLog } from './read-log.ts'
import { readLost } from './read-lost.ts'
import { readMessage } from './read-message.ts'

export interface Rebuild {
  service: string
  table: string
  /** The service's handlers; those that keep the table are run. */
  handlers: readonly EventHandler<never>[]
  kafka: KafkaOptions
  /** Rows that no event of the log speaks of stay; without it the table is emptied first. */
  keepRows: boolean
}

/**
 * Makes a read model anew from the log, within one transaction that keeps everybody else from the table: the service waits
 * meanwhile, and goes on with the table as it then is. Of handlers that do more than keep it, only the keeping is done.
 * @returns how many events were applied
 * @throws RangeError when the log cannot make that table, with the reason
 */
export async function rebuildReadModel(tx: SqlClient, rebuild: Rebuild): Promise<number> {
  const { service, table, kafka, keepRows } = rebuild
  const keepers = findKeepers(rebuild)
  const handlers = new Map([...keepers].map(([type, { handler }]) => [type, handler]))
  const topics = [...new Set([...keepers.values()].map(({ handler }) => handler.definition.topic))]
  const name = raw(`"${table.replaceAll('"', '""')}"`)
  // Reading a long log takes its time, and between two events the transaction waits for Kafka.
  await tx.$executeRaw`set local statement_timeout = 0`
  await tx.$executeRaw`set local idle_in_transaction_session_timeout = 0`
  // A handler in hand gets its time to end.
  await tx.$executeRaw`set local lock_timeout = '1min'`
  await tx.$executeRaw(sql`lock table ${name} in access exclusive mode`)
  if (!keepRows) await tx.$executeRaw(sql`delete from ${name}`)
  const lost = await readLost(tx, service)
  let applied = 0
  await readLog(kafka, topics, async (message) => {
    const read = readMessage(message, service, handlers)
    const keeper = read.kind === 'EVENT' ? keepers.get(read.envelope.type) : undefined
    if (read.kind !== 'EVENT' || !keeper || lost.has(read.envelope.id)) return
    await keeper.accept(read.envelope)(tx)
    applied++
  })
  return applied
}

interface Keeper {
  handler: EventHandler<never>
  accept: Extract<ReadModel, { accept: unknown }>['accept']
}

/** Who keeps the table, by the type of event. @throws RangeError where the log cannot make it */
function findKeepers({ service, table, handlers }: Rebuild): Map<string, Keeper> {
  const keepers = new Map<string, Keeper>()
  const known = new Set<string>()
  for (const handler of handlers) {
    const { readModel } = handler
    if (!readModel) continue
    if ('accept' in readModel) known.add(readModel.table)
    if (readModel.table !== table) continue
    if ('refusal' in readModel) throw new RangeError(`${table} of ${service} cannot be rebuilt: ${readModel.refusal}`)
    keepers.set(handler.definition.type, { handler, accept: readModel.accept })
  }
  if (keepers.size > 0) return keepers
  throw new RangeError(`${service} keeps no read model "${table}"; there are: ${[...known].join(', ') || 'none'}`)
}
