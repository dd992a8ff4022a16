import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { CommandError } from '../command-error.ts'
import { offlinePostgres } from './offline-postgres.ts'

const FILE = 'schema.prisma'

/**
 * The SQL that leads from one datamodel to another, by Prisma's schema engine as WebAssembly; no database is needed.
 *
 * @param from a datamodel, or null for an empty database
 * @returns the SQL; empty when nothing differs
 * @throws CommandError when a datamodel is malformed
 */
export async function diffDatamodels(from: string | null, to: string): Promise<string> {
  // Loaded here: 5 MB that only a changed datamodel needs.
  const { SchemaEngine } = await import('@prisma/schema-engine-wasm')
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(offlinePostgres)
    const engine = await SchemaEngine.new({ datamodels: [[FILE, to]] }, () => {}, adapter)
    const { stdout } = await engine.diff({
      from: from === null ? { tag: 'empty' } : { tag: 'schemaDatamodel', files: [{ path: FILE, content: from }] },
      to: { tag: 'schemaDatamodel', files: [{ path: FILE, content: to }] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    })
    const sql = (stdout ?? '').trim()
    return isOnlyComments(sql) ? '' : `${sql}\n`
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new CommandError(`Prisma's schema engine refused the datamodel: ${reason}`, { cause })
  }
}

const isOnlyComments = (sql: string) => sql.split('\n').every((line) => line.trim() === '' || line.startsWith('--'))
