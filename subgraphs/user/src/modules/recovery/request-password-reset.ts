import { checkInput } from '@lms/kit/input'
import type { Context } from '../../context.ts'
import { NewAccount } from '../sessions/create-account.ts'

const RequestInput = NewAccount.pick({ email: true })

/**
 * Takes down that somebody wants a new password. Nothing here looks at the accounts, so neither the answer nor its time
 * tells whether there is one; the job `answer-password-resets` does the rest. Throws THROTTLED by address and by client.
 */
export async function requestPasswordReset(
  { db, limits, client, clock, cause }: Context,
  input: unknown,
): Promise<void> {
  const { email } = checkInput(RequestInput, input)
  await limits.resetsOfClient.attempt(client)
  await limits.resetsOfAddress.attempt(email)
  await db.passwordResetRequest.createMany({
    data: { email, correlationId: cause.correlationId, requestedAt: clock.now() },
    // What is still to be answered answers this one, too.
    skipDuplicates: true,
  })
}
