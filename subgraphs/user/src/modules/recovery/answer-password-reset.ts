import { lockRow } from '@lms/kit/lock-row'
import type { Deps } from '../../deps.ts'
import { mailToken } from '../../mail-tokens/mail-token.ts'

/**
 * Has the link mailed for the oldest request for a new password, if its address has an account that is not suspended. An
 * account without a password gets one this way. Replicas answer different requests.
 * @returns whether there was one
 */
export function answerPasswordReset({ service, transact, clock }: Deps): Promise<boolean> {
  return transact(async (tx) => {
    const [request] = await tx.$queryRaw<{ email: string; correlationId: string }[]>`
      delete from password_reset_request where email = (
        select email from password_reset_request order by requested_at limit 1 for update skip locked
      ) returning email, correlation_id as "correlationId"`
    if (!request) return false
    const { email, correlationId } = request
    const known = await tx.user.findUnique({ where: { email }, select: { id: true } })
    if (!known) return true
    await lockRow(tx, 'user', known.id, 'no key update')
    const person = await tx.user.findUniqueOrThrow({ where: { id: known.id } })
    if (person.suspendedAt) return true
    const cause = { source: service, correlationId }
    await mailToken(tx, { userId: person.id, purpose: 'PASSWORD_RESET' }, { now: clock.now(), cause })
    return true
  })
}
