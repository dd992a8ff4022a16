import { exportOpened } from '@lms/contracts/file'
import type { ErasureReceipt, ExportPart, erasureReceipt, exportReceipt } from '@lms/contracts/privacy'
import { erasureRequested } from '@lms/contracts/user'
import { createSealKeys, unseal } from '@lms/kit/events/seal'
import { newId } from '@lms/kit/ids'
import type { TestSubgraph } from './subgraph.ts'

/**
 * Has a service erase what it holds of a person: asked, by the same event once more, and asked again.
 * @returns its receipts: one for each time that it was asked
 */
export async function askToErase(
  subgraph: TestSubgraph,
  receipt: ReturnType<typeof erasureReceipt>,
  userId: string,
): Promise<ErasureReceipt[]> {
  const erasureId = newId('erasure')
  const ask = (version: number) =>
    subgraph.deliver(erasureRequested, { subject: erasureId, version, data: { erasureId, userId } })
  await subgraph.redeliver(await ask(1))
  await ask(2)
  return (await subgraph.outbox(receipt)).filter(({ subject }) => subject === erasureId).map(({ data }) => data)
}

/** Has a service hand over what it holds of a person, and opens it. */
export async function askToCollect(
  subgraph: TestSubgraph,
  receipt: ReturnType<typeof exportReceipt>,
  userId: string,
): Promise<{ parts: ExportPart[]; records: unknown }> {
  const exportId = newId('export')
  const { publicKey, privateKey } = await createSealKeys()
  const key = { kty: 'OKP', crv: 'X25519', x: publicKey.x ?? '' } as const
  await subgraph.redeliver(await subgraph.deliver(exportOpened, { subject: exportId, data: { exportId, userId, key } }))
  const parts = (await subgraph.outbox(receipt)).filter(({ subject }) => subject === exportId).map(({ data }) => data)
  return { parts, records: await unseal(parts.map(({ sealed }) => sealed).join(''), privateKey) }
}
