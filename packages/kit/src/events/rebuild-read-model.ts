import { raw, sqltag as sql } from '@prisma/client/runtime/client'
import type { SqlClient } from '../sql.ts'
import type { EventHandler } from './handles.ts'
import type { KafkaOptions } from './kafka-client.ts'
import { readLog } from './read-log.ts'
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
 * meanwhile, and goes on with the table as it then is.
 * @returns how many events were applied
 * @throws RangeError when no handler keeps the table
 */
export async function rebuildReadModel(tx: SqlClient, rebuild: Rebuild): Promise<number> {
  const { service, table, kafka, keepRows } = rebuild
  const keepers = rebuild.handlers.filter(({ readModel }) => readModel?.table === table)
  if (keepers.length === 0) {
    const known = [...new Set(rebuild.handlers.flatMap(({ readModel }) => readModel?.table ?? []))]
    throw new RangeError(`${service} keeps no read model "${table}"; there are: ${known.join(', ') || 'none'}`)
  }
  const name = raw(`"${table.replaceAll('"', '""')}"`)
  await tx.$executeRaw(sql`lock table ${name} in access exclusive mode`)
  if (!keepRows) await tx.$executeRaw(sql`delete from ${name}`)
  const byType = new Map(keepers.map((keeper) => [keeper.definition.type, keeper]))
  let applied = 0
  await readLog(kafka, [...new Set(keepers.map(({ definition }) => definition.topic))], async (message) => {
    const read = readMessage(message, service, byType)
    const model = read.kind === 'EVENT' ? byType.get(read.envelope.type)?.readModel : undefined
    if (read.kind !== 'EVENT' || !model) return
    await model.accept(read.envelope)(tx)
    applied++
  })
  return applied
}
