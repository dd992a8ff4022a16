import { EXPORT_RECEIPTS } from '@lms/contracts/export-receipts'
import { handles } from '@lms/kit/events/handles'
import type { EventContext } from '../deps.ts'

/** Keeps what the domains answer, still sealed, until all of it is there; see `assembleExport`. */
export const onExportCollected = EXPORT_RECEIPTS.map((definition) =>
  handles(definition, async ({ data }, { tx }: EventContext) => {
    const { exportId, attempt, part, parts, sealed } = data
    const open = await tx.dataExport.findFirst({ where: { id: exportId, privateKey: { not: null } } })
    if (!open || attempt < open.attempt) return
    const row = { exportId, domain: definition.domain, attempt, part, parts, sealed }
    await tx.exportPart.createMany({ data: row, skipDuplicates: true })
  }),
)
