import { exportOpened } from '@lms/contracts/file'
import { appendEvent } from '@lms/kit/events/append-event'
import { createSealKeys } from '@lms/kit/events/seal'
import { newId } from '@lms/kit/ids'
import type { EventContext } from '../../deps.ts'
import type { DataExportModel } from '../../generated/prisma/models.ts'
import { publicKeyOf } from './seal-key.ts'
import { tellReady } from './tell-ready.ts'

interface Requested {
  exportId: string
  userId: string
  /** Which time of asking it is. */
  attempt: number
}

/** Asks every domain to hand over what it holds, under a key of this export; an export that is done is told again. */
export async function openExport(context: EventContext, { exportId, userId, attempt }: Requested): Promise<void> {
  const { tx, clock, cause } = context
  const known = await tx.dataExport.findUnique({ where: { id: exportId }, include: { file: true } })
  if (known?.privateKey === null) return tellReady(tx, known, { clock, cause })
  const open = known ? await askAgain(context, known, attempt) : await begin(context, { exportId, userId, attempt })
  await appendEvent(tx, exportOpened, {
    subject: exportId,
    version: attempt,
    data: { exportId, userId, key: publicKeyOf(open) },
    time: clock.now(),
    cause,
  })
}

async function begin(context: EventContext, { exportId: id, userId, attempt }: Requested): Promise<DataExportModel> {
  const { privateKey } = await createSealKeys()
  const fileId = await reserveFile(context, userId)
  const data = { id, userId, fileId, privateKey: JSON.stringify(privateKey), attempt }
  return context.tx.dataExport.create({ data })
}

/** What was answered to earlier times of asking may be incomplete for ever, so it goes. */
async function askAgain(context: EventContext, known: DataExportModel & { file: { status: string } }, attempt: number) {
  const { tx } = context
  const { id, userId, fileId } = known
  await tx.exportPart.deleteMany({ where: { exportId: id, attempt: { lt: attempt } } })
  const lapsed = known.file.status === 'FAILED'
  return tx.dataExport.update({
    where: { id },
    data: { attempt, fileId: lapsed ? await reserveFile(context, userId) : fileId },
  })
}

/** The row before the bytes: whatever becomes of the export, the sweep finds what it left in the store. */
async function reserveFile({ tx, clock, config }: EventContext, ownerId: string): Promise<string> {
  const now = clock.now()
  const { id } = await tx.file.create({
    data: {
      ...{ id: newId('file'), ownerId, purpose: 'DATA_EXPORT', status: 'RESERVED', size: 0n, sha256: '' },
      ...{ fileName: `data-${now.toISOString().slice(0, 10)}.json`, contentType: 'application/json' },
      uploadUntil: new Date(now.getTime() + config.UPLOAD_RESERVATION_SECONDS * 1000),
      createdAt: now,
    },
  })
  return id
}
