import type { Tx } from '../../deps.ts'
import type { FileStatus } from '../../generated/prisma/enums.ts'
import { spaceOf } from '../files/file-status.ts'

/** Moves a file's weight on its owner's account from where one status puts it to where another does. */
export async function moveSpace(
  tx: Tx,
  file: { ownerId: string; size: bigint },
  from: FileStatus,
  to: FileStatus,
): Promise<void> {
  const [before, after] = [spaceOf(from), spaceOf(to)]
  if (before === after) return
  const change = (side: 'reserved' | 'used') => (after === side ? file.size : 0n) - (before === side ? file.size : 0n)
  await tx.storageAccount.update({
    where: { userId: file.ownerId },
    data: { reserved: { increment: change('reserved') }, used: { increment: change('used') } },
  })
}
