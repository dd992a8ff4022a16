import { databaseName } from '@lms/kit/migrate'
import { CommandError } from '../command-error.ts'

/** A database of this name belongs to one service and to no other. */
const OWN_PREFIX = databaseName('')

/** One database to migrate. */
export interface MigrationTarget {
  service: string
  url: string
}

/**
 * Which databases a URL stands for. The URL of a service's own database (any name, when the service is known) stands
 * for that one; a server's URL (no database, or `postgres`) for the service's or, when none is named, for all.
 *
 * @param services the services whose migrations are at hand
 * @param wanted the one asked for, or null
 */
export function migrationTargets(url: string, services: readonly string[], wanted: string | null): MigrationTarget[] {
  const database = decodeURIComponent(new URL(url).pathname.slice(1))
  const owner = services.find((service) => databaseName(service) === database)
  const isServer = database === '' || database === 'postgres'
  if (wanted !== null) {
    if (!services.includes(wanted))
      throw new CommandError(`There are no migrations for "${wanted}"; there are: ${services.join(', ')}.`)
    if (database.startsWith(OWN_PREFIX) && database !== databaseName(wanted)) {
      throw new CommandError(`The URL names ${database}, which is not that of ${wanted} (${databaseName(wanted)}).`)
    }
    return [{ service: wanted, url: isServer ? withDatabase(url, databaseName(wanted)) : url }]
  }
  if (owner !== undefined) return [{ service: owner, url }]
  if (!isServer) {
    throw new CommandError(
      `Which service does the database "${database}" belong to? Add --service <name>, or give a server's URL to migrate all.`,
    )
  }
  return services.map((service) => ({ service, url: withDatabase(url, databaseName(service)) }))
}

function withDatabase(url: string, database: string): string {
  const target = new URL(url)
  target.pathname = `/${database}`
  return target.href
}
