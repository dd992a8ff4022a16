import { refuse } from '@lms/kit/errors'
import { enterStep } from '@lms/kit/events/saga'
import { newId } from '@lms/kit/ids'
import { checkInput } from '@lms/kit/input'
import { lockRow } from '@lms/kit/lock-row'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import { keepOneAdministrator } from '../roles/keep-one-administrator.ts'
import { erasureSaga } from './erasure-saga.ts'
import { loadErasures } from './load-erasures.ts'
import type { ErasureMapper } from './schema.mappers.ts'
import { tellErasure } from './tell-erasure.ts'

const Confirmation = z.object({ confirmEmail: z.string() })

/**
 * Shuts the caller's account and asks every domain to erase what it holds. Refuses OTHER_ADDRESS and LAST_ADMINISTRATOR.
 */
export async function requestErasure(ctx: Context, input: unknown): Promise<ErasureMapper> {
  const { transact, viewer, clock, cause, db } = ctx
  const userId = signedInId(viewer)
  const { confirmEmail } = checkInput(Confirmation, input)
  await transact(async (tx) => {
    await lockRow(tx, 'user', userId, 'no key update')
    const person = await tx.user.findUniqueOrThrow({ where: { id: userId } })
    if (await tx.erasure.findUnique({ where: { userId } })) return
    if (person.email !== confirmEmail.toLowerCase()) {
      refuse('OTHER_ADDRESS', 'This is not the address of your account.', 'confirmEmail')
    }
    await keepOneAdministrator(tx, userId)
    const now = clock.now()
    await tx.session.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: now } })
    await tx.mailToken.deleteMany({ where: { userId } })
    await tx.user.update({
      where: { id: userId },
      data: { suspendedAt: person.suspendedAt ?? now, tokensValidFrom: now, version: { increment: 1 } },
    })
    const { id } = await tx.erasure.create({ data: { id: newId('erasure'), userId, requestedAt: now } })
    await enterStep(tx, erasureSaga, { key: id, step: 'ASKED', clock })
    await tellErasure(tx, id, { version: 1, time: now, cause })
  })
  const [erasure] = await loadErasures(db, { userId })
  if (!erasure) throw new Error('the erasure that was just written is gone')
  return erasure
}
