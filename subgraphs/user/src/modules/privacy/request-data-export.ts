import { enterStep } from '@lms/kit/events/saga'
import { newId } from '@lms/kit/ids'
import { lockRow } from '@lms/kit/lock-row'
import { signedInId } from '@lms/kit/viewer'
import type { Context } from '../../context.ts'
import { exportSaga } from './export-saga.ts'
import { loadDataExport } from './load-data-export.ts'
import type { DataExportMapper } from './schema.mappers.ts'
import { tellExport } from './tell-export.ts'

/** Begins to put together what is known of the caller; while an export runs, or its file is there, gives that one. */
export async function requestDataExport(ctx: Context): Promise<DataExportMapper> {
  const { transact, viewer, clock, cause, db } = ctx
  const userId = signedInId(viewer)
  await transact(async (tx) => {
    await lockRow(tx, 'user', userId, 'no key update')
    const now = clock.now()
    const open = { userId, OR: [{ readyAt: null }, { expiresAt: { gt: now } }] }
    if (await tx.dataExport.findFirst({ where: open })) return
    const { id } = await tx.dataExport.create({ data: { id: newId('export'), userId, requestedAt: now } })
    await enterStep(tx, exportSaga, { key: id, step: 'ASKED', clock })
    await tellExport(tx, id, { version: 1, time: now, cause })
  })
  const requested = await loadDataExport(db, userId)
  if (!requested) throw new Error('the export that was just written is gone')
  return requested
}
