import { EXPORT_RECEIPTS } from '@lms/contracts/export-receipts'
import { type HandlerContext, handles } from '@lms/kit/events/handles'
import type { Deps, Tx } from '../deps.ts'

/** Notes that the domains have answered; what they hold passes by here, sealed for the file domain. */
export const onExportCollected = EXPORT_RECEIPTS.map((definition) =>
  handles(definition, async ({ data }, { tx, clock }: Pick<Deps, 'clock'> & HandlerContext<Tx>) => {
    const { exportId, records } = data
    // An account that was erased meanwhile has no exports.
    if (!(await tx.dataExport.findUnique({ where: { id: exportId } }))) return
    await tx.exportReceipt.upsert({
      where: { exportId_domain: { exportId, domain: definition.domain } },
      create: { exportId, domain: definition.domain, records, at: clock.now() },
      update: { records },
    })
  }),
)
