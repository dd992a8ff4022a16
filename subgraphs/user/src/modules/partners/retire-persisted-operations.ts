import { Refusal, userError } from '@lms/kit/errors'
import { checkInput, idText } from '@lms/kit/input'
import { readOperationId } from '@lms/kit/operation-id'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { PartnerModel } from '../../generated/prisma/models.ts'
import { changePartner } from './change-partner.ts'

const RetireInput = z.object({
  partnerId: idText,
  ids: z.array(idText).min(1, 'must not be empty').max(1_000, 'must have at most 1000 ids'),
})

/** Takes operations away from a partner: all of them or none. Those taken away before stay so. Refuses NOT_FOUND. */
export function retirePersistedOperations(ctx: Context, input: unknown): Promise<PartnerModel> {
  const { partnerId, ids } = checkInput(RetireInput, input)
  const hashes = ids.map((id) => readOperationId(id) ?? id)
  return ctx.transact(async (tx) => {
    const partner = await changePartner(tx, ctx, partnerId)
    const known = await tx.partnerOperation.findMany({
      where: { partnerId, hash: { in: hashes } },
      select: { hash: true },
    })
    refuseUnknown(hashes, new Set(known.map(({ hash }) => hash)))
    await tx.partnerOperation.updateMany({
      where: { partnerId, hash: { in: hashes }, retiredAt: null },
      data: { retiredAt: ctx.clock.now(), retiredById: signedInId(ctx.viewer) },
    })
    return partner
  })
}

function refuseUnknown(hashes: readonly string[], known: ReadonlySet<string>): void {
  const errors = hashes.flatMap((hash, index) =>
    known.has(hash)
      ? []
      : userError('NOT_FOUND', 'The partner has no such operation.', ['input', 'ids', String(index)]),
  )
  if (errors.length > 0) throw new Refusal(errors)
}
