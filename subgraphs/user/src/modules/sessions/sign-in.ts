import { refuse } from '@lms/kit/errors'
import { checkInput } from '@lms/kit/input'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { UserModel } from '../../generated/prisma/models.ts'
import { admitPerson } from './admit-person.ts'
import { issueSession, type SessionTokens } from './issue-session.ts'
import { LONGEST_PASSWORD } from './passwords.ts'
import { startSession } from './start-session.ts'

const Credentials = z.object({
  email: z.string().trim().toLowerCase().max(254, 'must have at most 254 characters'),
  password: z.string().max(LONGEST_PASSWORD, `must have at most ${LONGEST_PASSWORD} characters`),
})

/**
 * Opens a session. An unknown address and a wrong password look the same: INVALID_CREDENTIALS. Only who knows the
 * password learns that the account is suspended: ACCOUNT_SUSPENDED.
 */
export async function signIn(ctx: Context, input: unknown): Promise<{ user: UserModel; session: SessionTokens }> {
  const { email, password } = checkInput(Credentials, input)
  await ctx.limits.signIns.attempt(email)
  const known = await ctx.db.user.findUnique({ where: { email } })
  const fits = await ctx.passwords.fits(known?.passwordHash ?? null, password)
  if (!known || !fits) return wrongCredentials()
  await ctx.limits.signIns.forget(email)
  const { user, grant } = await ctx.transact(async (tx) => {
    const user = await admitPerson(tx, known.id)
    // Somebody else may have proved meanwhile that the address is theirs, which voids the password.
    if (user.passwordHash !== known.passwordHash) return wrongCredentials()
    return { user, grant: await startSession(tx, ctx, user.id) }
  })
  return { user, session: await issueSession(ctx, grant) }
}

const wrongCredentials = () => refuse('INVALID_CREDENTIALS', 'The address or the password is wrong.')
