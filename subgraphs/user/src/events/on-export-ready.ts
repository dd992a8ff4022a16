import { exportReady } from '@lms/contracts/file'
import { type HandlerContext, handles } from '@lms/kit/events/handles'
import { enterStep } from '@lms/kit/events/saga'
import type { Deps, Tx } from '../deps.ts'
import { exportSaga } from '../modules/privacy/export-saga.ts'

/** The file is there: the person can fetch it. */
export const onExportReady = handles(
  exportReady,
  async ({ data }, { tx, clock }: Pick<Deps, 'clock'> & HandlerContext<Tx>) => {
    const { exportId: id, fileId, expiresAt } = data
    await tx.dataExport.updateMany({ where: { id, readyAt: null }, data: { readyAt: clock.now(), fileId, expiresAt } })
    await enterStep(tx, exportSaga, { key: id, step: 'READY', clock })
  },
)
