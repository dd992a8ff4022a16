import type { AccessGrantModel } from '../../generated/prisma/models.ts'

/** What decides about a grant. */
export type Grant = Pick<AccessGrantModel, 'validFrom' | 'validTo' | 'revokedAt'>

/** Whether an enrolment gives access; see the API's `EnrollmentStatus`. */
export type AccessState = 'ACTIVE' | 'UPCOMING' | 'EXPIRED' | 'REVOKED'

/**
 * Access is the union of the grants: one that is live is enough, whatever became of the others. Without one, a grant that
 * is still to come counts for more than one that ran out, and that for more than one that was taken back.
 */
export function accessState(grants: readonly Grant[], now: Date): AccessState {
  const states = grants.map((grant) => grantState(grant, now))
  return (['ACTIVE', 'UPCOMING', 'EXPIRED'] as const).find((state) => states.includes(state)) ?? 'REVOKED'
}

function grantState({ validFrom, validTo, revokedAt }: Grant, now: Date): AccessState {
  if (revokedAt && revokedAt <= now) return 'REVOKED'
  if (validTo && validTo <= now) return 'EXPIRED'
  return validFrom <= now ? 'ACTIVE' : 'UPCOMING'
}
