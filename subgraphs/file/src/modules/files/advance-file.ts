import type { Tx } from '../../deps.ts'
import type { FileModel } from '../../generated/prisma/models.ts'
import { moveSpace } from '../storage/move-space.ts'
import { type FileStep, nextStatus } from './file-status.ts'

/** What a step records besides the status. */
export type StepData = Partial<Pick<FileModel, 'failure' | 'verifyingUntil'>>

/**
 * Takes a file one step further, and its weight on the owner's account with it.
 * @returns the file after the step; null where the step is not open to it or somebody else has changed it meanwhile
 */
export async function advanceFile(
  tx: Tx,
  file: FileModel,
  step: FileStep,
  data: StepData = {},
): Promise<FileModel | null> {
  const status = nextStatus(file.status, step)
  if (status === null) return null
  const [advanced] = await tx.file.updateManyAndReturn({
    where: { id: file.id, version: file.version },
    data: { ...data, status, version: { increment: 1 } },
  })
  if (!advanced) return null
  await moveSpace(tx, file, file.status, status)
  return advanced
}
