import type { ArchivableTable } from '@lms/kit/archivable-table'
import { CommandError } from '../command-error.ts'
import { loadService } from '../load-service.ts'

/** @throws CommandError when the service has no such table, or not one that may be archived */
export async function findArchivable(service: string, name: string): Promise<ArchivableTable> {
  const { archives = [] } = await loadService(service)
  const found = archives.find(({ table }) => table === name)
  if (found) return found
  const names = archives.map(({ table }) => table)
  throw new CommandError(
    `${name} of ${service} is not for archives; ${names.length > 0 ? `these are: ${names.join(', ')}` : 'none of its tables is'}.`,
  )
}
