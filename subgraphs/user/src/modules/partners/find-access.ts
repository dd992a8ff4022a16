import { PARTNER_SCOPES } from '@lms/kit/partner-key'
import type { Context } from '../../context.ts'

const MINUTE_MS = 60_000

/** The API's `PartnerAccess`. */
export interface PartnerAccess {
  partnerId: string
  keyId: string
  scopes: string[]
  budgetCapacity: number | null
  budgetRestorePerSecond: number | null
}

/** What a key opens, by its hash; null when it is unknown or revoked, or its partner is not active. */
export async function findAccess({ db, clock }: Context, keyHash: string): Promise<PartnerAccess | null> {
  const key = await db.partnerKey.findFirst({
    where: { hash: keyHash, revokedAt: null, partner: { active: true } },
    include: { partner: true },
  })
  if (!key) return null
  const { id: keyId, partnerId, partner } = key
  const now = clock.now()
  // To the minute, so that a busy key does not write all the time.
  const stale = { OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: new Date(now.getTime() - MINUTE_MS) } }] }
  await db.partnerKey.updateMany({ where: { id: keyId, ...stale }, data: { lastUsedAt: now } })
  const { budgetCapacity, budgetRestorePerSecond } = partner
  return { partnerId, keyId, scopes: [...PARTNER_SCOPES], budgetCapacity, budgetRestorePerSecond }
}
