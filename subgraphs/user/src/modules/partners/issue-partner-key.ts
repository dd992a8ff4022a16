import { refuse } from '@lms/kit/errors'
import { newId } from '@lms/kit/ids'
import { checkInput, idText } from '@lms/kit/input'
import { createPartnerKey, hashPartnerKey } from '@lms/kit/partner-key'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { PartnerKeyModel } from '../../generated/prisma/models.ts'
import { changePartner } from './change-partner.ts'

/** Enough for a few programs, each changing over from one key to the next. */
const MOST_KEYS = 10

const IssueInput = z.object({ partnerId: idText })

/** Makes an API key; it leaves here and is not kept. Refuses NOT_FOUND and TOO_MANY_KEYS. */
export function issuePartnerKey(ctx: Context, input: unknown): Promise<{ apiKey: string; key: PartnerKeyModel }> {
  const { partnerId } = checkInput(IssueInput, input)
  return ctx.transact(async (tx) => {
    await changePartner(tx, ctx, partnerId)
    if ((await tx.partnerKey.count({ where: { partnerId, revokedAt: null } })) >= MOST_KEYS)
      return refuse('TOO_MANY_KEYS', `A partner has at most ${MOST_KEYS} keys; revoke one first.`, 'partnerId')
    const apiKey = createPartnerKey()
    const key = await tx.partnerKey.create({
      data: {
        id: newId('key'),
        partnerId,
        hash: hashPartnerKey(apiKey),
        createdAt: ctx.clock.now(),
        createdById: signedInId(ctx.viewer),
      },
    })
    return { apiKey, key }
  })
}
