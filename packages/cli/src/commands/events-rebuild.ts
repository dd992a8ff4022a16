import { parseArgs } from 'node:util'
import { rebuildReadModel } from '@lms/kit/events/rebuild-read-model'
import { CommandError } from '../command-error.ts'
import { askDatabase, databasesOf } from '../events/databases-of.ts'
import { withKafka } from '../events/with-kafka.ts'
import { loadService } from '../load-service.ts'

/** Reading a long log takes its time, and the table must not change meanwhile. */
const LONGEST_MS = 60 * 60_000

const ARCHIVED = 'select file from kit.archive where table_name = $1 order by before'

/** Makes a read model anew: from the log of Kafka, or from the service's own tables where it is made of those. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'keep-rows': { type: 'boolean', default: false } },
  })
  const [name, table, ...more] = positionals
  if (!name || !table || more.length > 0) {
    throw new CommandError('Say which: pnpm lms events rebuild assessment roster_course')
  }
  const service = await loadService(name)
  const [database] = await databasesOf(process.env, name)
  const environment = { ...process.env, DATABASE_URL: database?.url }
  if (service.derived?.tables.includes(table) && database) {
    const away = await askDatabase<{ file: string }>(process.env, database, ARCHIVED, [service.derived.from])
    if (away.length > 0) {
      const commands = away.map(({ file }) => `pnpm lms archive restore ${file}`).join('\n')
      throw new CommandError(`${table} is made of rows of which some lie in files. First:\n${commands}`)
    }
    await service.derived.remake(environment)
    return console.log(`${service.derived.tables.join(', ')} of ${name} were made again from its own tables`)
  }
  const applied = await withKafka(process.env, (kafka) =>
    service.withDatabase(environment, (db) =>
      db.$transaction(
        (tx) =>
          rebuildReadModel(tx, {
            service: `${name}-service`,
            table,
            handlers: service.handlers,
            kafka,
            keepRows: values['keep-rows'],
          }),
        { timeout: LONGEST_MS },
      ),
    ),
  ).catch((cause) => {
    throw cause instanceof RangeError ? new CommandError(cause.message, { cause }) : cause
  })
  console.log(`${table} of ${name} was rebuilt from ${applied} events`)
}
