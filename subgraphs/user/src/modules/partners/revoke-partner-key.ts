import { refuse } from '@lms/kit/errors'
import { checkInput, idText } from '@lms/kit/input'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { PartnerModel } from '../../generated/prisma/models.ts'
import { changePartner } from './change-partner.ts'

const RevokeInput = z.object({ keyId: idText })

/** Ends an API key; one that has ended stays so. Refuses NOT_FOUND. */
export function revokePartnerKey(ctx: Context, input: unknown): Promise<PartnerModel> {
  const { keyId } = checkInput(RevokeInput, input)
  return ctx.transact(async (tx) => {
    const key = await tx.partnerKey.findUnique({ where: { id: keyId } })
    if (!key) return refuse('NOT_FOUND', 'There is no such key.', 'keyId')
    const partner = await changePartner(tx, ctx, key.partnerId)
    await tx.partnerKey.updateMany({
      where: { id: keyId, revokedAt: null },
      data: { revokedAt: ctx.clock.now(), revokedById: signedInId(ctx.viewer) },
    })
    return partner
  })
}
