import type { Tx } from '../../deps.ts'
import type { FileStatus } from '../../generated/prisma/enums.ts'
import type { FileModel } from '../../generated/prisma/models.ts'
import { spaceOf } from '../files/file-status.ts'

/** Moves a file's weight on its owner's account from where one status puts it to where another does. */
export async function moveSpace(
  tx: Tx,
  file: Pick<FileModel, 'ownerId' | 'size' | 'purpose'>,
  from: FileStatus,
  to: FileStatus,
): Promise<void> {
  const [before, after] = [spaceOf(from), spaceOf(to)]
  // What is put together for a person takes nothing of their space.
  if (before === after || file.purpose === 'DATA_EXPORT') return
  const change = (side: 'reserved' | 'used') => (after === side ? file.size : 0n) - (before === side ? file.size : 0n)
  await tx.storageAccount.update({
    where: { userId: file.ownerId },
    data: { reserved: { increment: change('reserved') }, used: { increment: change('used') } },
  })
}
