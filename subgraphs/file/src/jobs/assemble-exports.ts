import { EXPORT_RECEIPTS } from '@lms/contracts/export-receipts'
import type { EventCause } from '@lms/kit/events/event-cause'
import { startJob } from '@lms/kit/job'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps } from '../deps.ts'
import type { DataExportModel } from '../generated/prisma/models.ts'
import { assembleExport } from '../modules/exports/assemble-export.ts'

/** Longer than an assembly takes; only after it another process begins anew. */
const ASSEMBLY_MS = 5 * 60_000

/** Makes the files of exports for which every domain has answered. */
export const startAssemblingExports = (deps: Deps): BackgroundWork =>
  startJob(deps, {
    name: 'assemble-exports',
    everyMs: deps.config.FILE_SWEEP_MS,
    run: async (cause) => {
      for (let open = await takeOn(deps); open; open = await takeOn(deps)) await assemble(deps, open, cause)
    },
  })

async function assemble(deps: Deps, open: DataExportModel, cause: EventCause): Promise<void> {
  try {
    await assembleExport(deps, open, cause)
  } finally {
    // Whatever kept it from being done may be over soon; nobody shall wait for a process that has given up.
    const where = { id: open.id, claimedUntil: open.claimedUntil }
    await deps.db.dataExport.updateMany({ where, data: { claimedUntil: null } })
  }
}

/** Reserves a complete export for this process. */
async function takeOn({ db, clock }: Deps): Promise<DataExportModel | null> {
  const now = clock.now()
  const [complete] = await db.$queryRaw<{ id: string }[]>`
    select export.id from data_export export join file on file.id = file_id
    where private_key is not null and file.status = 'RESERVED'
      and (claimed_until is null or claimed_until <= ${now.toISOString()}::timestamptz)
      and ${EXPORT_RECEIPTS.length} = (
        select count(*) from (
          select domain from export_part part
          where part.export_id = export.id and part.attempt = export.attempt
          group by domain having count(*) = min(parts)
        ) as whole)
    order by export.id limit 1`
  if (!complete) return null
  const [taken] = await db.dataExport.updateManyAndReturn({
    where: { id: complete.id, privateKey: { not: null }, OR: [{ claimedUntil: null }, { claimedUntil: { lte: now } }] },
    data: { claimedUntil: new Date(now.getTime() + ASSEMBLY_MS) },
  })
  return taken ?? null
}
