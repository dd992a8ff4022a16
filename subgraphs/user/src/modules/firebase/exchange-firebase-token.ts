import { refuse } from '@lms/kit/errors'
import { checkInput } from '@lms/kit/input'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { UserModel } from '../../generated/prisma/models.ts'
import { admitPerson } from '../sessions/admit-person.ts'
import { issueSession, type SessionTokens } from '../sessions/issue-session.ts'
import { startSession } from '../sessions/start-session.ts'
import { findOrCreateAccount } from './find-or-create-account.ts'

const ExchangeInput = z.object({ idToken: z.string().max(8_192, 'must have at most 8192 characters') })

/**
 * Opens a session for whom an ID token of Firebase names. Refuses FIREBASE_NOT_CONFIGURED, what `FirebaseTokens.verify`
 * and `findOrCreateAccount` refuse, and ACCOUNT_SUSPENDED.
 */
export async function exchangeFirebaseToken(
  ctx: Context,
  input: unknown,
): Promise<{ user: UserModel; session: SessionTokens }> {
  const { idToken } = checkInput(ExchangeInput, input)
  if (!ctx.firebase) return refuse('FIREBASE_NOT_CONFIGURED', 'Signing in through Firebase is not set up here.')
  const identity = await ctx.firebase.verify(idToken)
  const { user, grant } = await ctx.transact(async (tx) => {
    const { id } = await findOrCreateAccount(tx, ctx, identity)
    const user = await admitPerson(tx, id)
    return { user, grant: await startSession(tx, ctx, id) }
  })
  return { user, session: await issueSession(ctx, grant) }
}
