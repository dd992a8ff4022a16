import type { Tx } from '../../deps.ts'

/** Makes everybody else who would change the file wait for the end of the transaction; an unknown one is no error. */
export async function lockFile(tx: Tx, fileId: string): Promise<void> {
  await tx.$queryRaw`select id from file where id = ${fileId} for update`
}
