import type { Deps } from '../../deps.ts'
import { exportSaga } from './export-saga.ts'
import { loadResumed } from './load-resumed.ts'
import type { DataExportMapper } from './schema.mappers.ts'

/** The latest export of a person, or null. */
export async function loadDataExport(db: Deps['db'], userId: string): Promise<DataExportMapper | null> {
  const latest = await db.dataExport.findFirst({
    where: { userId },
    include: { receipts: { orderBy: { domain: 'asc' } } },
    orderBy: { id: 'desc' },
  })
  if (!latest) return null
  const resumed = await loadResumed(db, exportSaga, [latest.id])
  return { ...latest, resumed: resumed.get(latest.id) ?? 0 }
}
