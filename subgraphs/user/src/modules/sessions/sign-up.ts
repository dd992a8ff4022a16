import { refuse } from '@lms/kit/errors'
import { checkInput } from '@lms/kit/input'
import type { Context } from '../../context.ts'
import type { UserModel } from '../../generated/prisma/models.ts'
import { createAccount, NewAccount, prepareAccount } from './create-account.ts'
import { issueSession, type SessionTokens } from './issue-session.ts'
import { startSession } from './start-session.ts'

/** Makes an account with the student role and signs in. Refuses EMAIL_TAKEN and input that breaks a rule. */
export async function signUp(ctx: Context, input: unknown): Promise<{ user: UserModel; session: SessionTokens }> {
  const account = await prepareAccount(ctx.passwords, checkInput(NewAccount, input))
  const { user, grant } = await ctx.transact(async (tx) => {
    const user = await createAccount(tx, account, ['STUDENT'], { now: ctx.clock.now(), cause: ctx.cause })
    if (!user) return refuse('EMAIL_TAKEN', 'This address has an account already.', 'email')
    return { user, grant: await startSession(tx, ctx, user.id) }
  })
  return { user, session: await issueSession(ctx, grant) }
}
