import { exportReady } from '@lms/contracts/file'
import { appendEvent } from '@lms/kit/events/append-event'
import type { EventContext, Tx } from '../../deps.ts'
import type { FileModel } from '../../generated/prisma/models.ts'

/** Tells that an export lies in its file. */
export async function tellReady(
  tx: Tx,
  { id: exportId, userId, file }: { id: string; userId: string; file: FileModel },
  { clock, cause }: Pick<EventContext, 'clock' | 'cause'>,
): Promise<void> {
  const { id: fileId, expiresAt, version } = file
  if (!expiresAt) throw new Error(`${fileId} is no finished export`)
  const data = { exportId, userId, fileId, expiresAt: expiresAt.toISOString() }
  await appendEvent(tx, exportReady, { subject: exportId, version, data, time: clock.now(), cause })
}
