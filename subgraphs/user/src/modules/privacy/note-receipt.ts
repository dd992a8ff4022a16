import type { ErasureReceipt } from '@lms/contracts/privacy'
import { HOLDERS } from '@lms/contracts/user'
import type { Clock } from '@lms/kit/clock'
import { enterStep } from '@lms/kit/events/saga'
import { lockRow } from '@lms/kit/lock-row'
import type { Tx } from '../../deps.ts'
import { erasureSaga } from './erasure-saga.ts'
import { exportSaga } from './export-saga.ts'

/** Notes that a domain has erased; with the last receipt the account itself loses its name. */
export async function noteReceipt(
  tx: Tx,
  domain: string,
  { erasureId, erased, kept }: ErasureReceipt,
  clock: Clock,
): Promise<void> {
  if (!(await lockRow(tx, 'erasure', erasureId))) throw new Error(`there is no erasure ${erasureId}`)
  const at = clock.now()
  await tx.erasureReceipt.upsert({
    where: { erasureId_domain: { erasureId, domain } },
    create: { erasureId, domain, erased, kept, at },
    // Asked again, a domain tells what came since.
    update: { erased: { increment: erased }, kept },
  })
  const erasure = await tx.erasure.findUniqueOrThrow({ where: { id: erasureId }, include: { receipts: true } })
  const answered = new Set(erasure.receipts.map((receipt) => receipt.domain))
  if (erasure.completedAt || !HOLDERS.every((holder) => answered.has(holder))) return
  await dropExports(tx, erasure.userId, clock)
  await forget(tx, erasure.userId, at)
  await tx.erasureReceipt.create({ data: { erasureId, domain: 'user', erased: 1, kept: [], at } })
  await tx.erasure.update({ where: { id: erasureId }, data: { completedAt: at } })
  await enterStep(tx, erasureSaga, { key: erasureId, step: 'ERASED', clock })
}

/** An export that is under way has nobody left to fetch it. */
async function dropExports(tx: Tx, userId: string, clock: Clock): Promise<void> {
  const exports = await tx.dataExport.findMany({ where: { userId }, orderBy: { id: 'asc' } })
  for (const { id } of exports) await enterStep(tx, exportSaga, { key: id, step: 'DROPPED', clock })
  await tx.dataExport.deleteMany({ where: { userId } })
}

/** The row stays, so that the id is never given to anybody else; nothing in it is about the person. */
async function forget(tx: Tx, userId: string, at: Date): Promise<void> {
  const { email } = await tx.user.findUniqueOrThrow({ where: { id: userId } })
  await tx.passwordResetRequest.deleteMany({ where: { email } })
  await tx.session.deleteMany({ where: { userId } })
  await tx.roleAssignment.deleteMany({ where: { userId } })
  await tx.suspension.updateMany({ where: { userId }, data: { reason: 'erased' } })
  await tx.user.update({
    where: { id: userId },
    data: {
      ...{ email: `${userId}@erased.invalid`, displayName: 'Erased account', locale: 'en', timeZone: 'UTC' },
      ...{ passwordHash: null, firebaseUid: null, emailVerifiedAt: null, erasedAt: at, version: { increment: 1 } },
    },
  })
}
