import { createHash } from 'node:crypto'
import type { EventCause } from '@lms/kit/events/event-cause'
import { unseal } from '@lms/kit/events/seal'
import { lockRow } from '@lms/kit/lock-row'
import type { Deps } from '../../deps.ts'
import type { DataExportModel, ExportPartModel } from '../../generated/prisma/models.ts'
import { objectKey } from '../files/object-key.ts'
import { privateKeyOf } from './seal-key.ts'
import { tellReady } from './tell-ready.ts'

const DAY_MS = 24 * 60 * 60_000

/**
 * Puts the domains' answers into the export's file and forgets the key, so that nothing can open them any more. Done twice,
 * or cut short, it leaves one file: the bytes always go to the same place.
 */
export async function assembleExport(deps: Deps, open: DataExportModel, cause: EventCause): Promise<void> {
  const { db, storage } = deps
  const { id, userId, fileId, attempt } = open
  const { createdAt } = await db.file.findUniqueOrThrow({ where: { id: fileId } })
  const parts = await db.exportPart.findMany({
    where: { exportId: id, attempt },
    orderBy: [{ domain: 'asc' }, { part: 'asc' }],
  })
  const domains = await openParts(open, parts)
  const content = Buffer.from(`${JSON.stringify({ exportId: id, userId, requestedAt: createdAt, domains }, null, 2)}\n`)
  await storage.write(objectKey(fileId), content, 'application/json')
  await finish(deps, open, content, cause)
}

async function openParts(open: DataExportModel, parts: readonly ExportPartModel[]): Promise<Record<string, unknown>> {
  const key = privateKeyOf(open)
  if (!key) throw new Error(`${open.id} is finished`)
  const opened = [...Map.groupBy(parts, ({ domain }) => domain)].map(async ([domain, own]) => {
    return [domain, await unseal(own.map(({ sealed }) => sealed).join(''), key)] as const
  })
  return Object.fromEntries(await Promise.all(opened))
}

function finish(
  { transact, clock, config }: Deps,
  { id, userId, fileId }: DataExportModel,
  content: Buffer,
  cause: EventCause,
): Promise<void> {
  return transact(async (tx) => {
    await lockRow(tx, 'data_export', id)
    const now = clock.now()
    const [file] = await tx.file.updateManyAndReturn({
      // Not where the account was erased meanwhile, or it took too long.
      where: { id: fileId, status: 'RESERVED' },
      data: {
        ...{ status: 'AVAILABLE', size: content.length, sha256: createHash('sha256').update(content).digest('hex') },
        ...{ uploadUntil: now, expiresAt: new Date(now.getTime() + config.DATA_EXPORT_DAYS * DAY_MS) },
        version: { increment: 1 },
      },
    })
    if (!file) return
    await tx.exportPart.deleteMany({ where: { exportId: id } })
    await tx.dataExport.update({ where: { id }, data: { privateKey: null } })
    await tellReady(tx, { id, userId, file }, { clock, cause })
  })
}
