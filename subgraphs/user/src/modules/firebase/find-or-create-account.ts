import { refuse } from '@lms/kit/errors'
import { requiredText } from '@lms/kit/input'
import { lockRow } from '@lms/kit/lock-row'
import type { Context, Tx } from '../../context.ts'
import type { UserModel } from '../../generated/prisma/models.ts'
import { createAccount, NewAccount } from '../sessions/create-account.ts'
import type { FirebaseIdentity } from './firebase-tokens.ts'

/**
 * The account of a Firebase user: the one linked to it, else the one of its address, which is linked now, else a new one.
 * An address that Firebase did not verify leads to no account of somebody else: EMAIL_NOT_VERIFIED. Refuses EMAIL_TAKEN
 * when the address belongs to the account of another Firebase user, and EMAIL_REQUIRED.
 */
export async function findOrCreateAccount(tx: Tx, ctx: Context, identity: FirebaseIdentity): Promise<UserModel> {
  const account =
    (await findAccount(tx, identity)) ??
    (await makeAccount(tx, ctx, identity)) ??
    // Somebody was faster with the same person or address; their account is there now.
    (await findAccount(tx, identity))
  if (!account) throw new Error('an account that exists cannot be found')
  const provesAddress = identity.emailVerified && identity.email === account.email && account.emailVerifiedAt === null
  return provesAddress ? takePossession(tx, ctx, account) : account
}

async function findAccount(tx: Tx, { uid, email, emailVerified }: FirebaseIdentity): Promise<UserModel | null> {
  const linked = await tx.user.findUnique({ where: { firebaseUid: uid } })
  if (linked || email === null) return linked
  const known = await tx.user.findUnique({ where: { email }, select: { id: true } })
  if (!known) return null
  if (!emailVerified)
    return refuse(
      'EMAIL_NOT_VERIFIED',
      'This address has an account already. Verify it with Firebase first.',
      'idToken',
    )
  await lockRow(tx, 'user', known.id, 'no key update')
  const account = await tx.user.findUniqueOrThrow({ where: { id: known.id } })
  if (account.firebaseUid === uid) return account
  if (account.firebaseUid !== null)
    return refuse('EMAIL_TAKEN', 'This address belongs to the account of another Firebase user.', 'idToken')
  return tx.user.update({ where: { id: account.id }, data: { firebaseUid: uid } })
}

async function makeAccount(tx: Tx, ctx: Context, identity: FirebaseIdentity): Promise<UserModel | null> {
  const email = NewAccount.shape.email.safeParse(identity.email).data
  if (email === undefined)
    return refuse('EMAIL_REQUIRED', 'An account needs an e-mail address; this Firebase user has none.', 'idToken')
  const now = ctx.clock.now()
  const account = {
    email,
    emailVerifiedAt: identity.emailVerified ? now : null,
    firebaseUid: identity.uid,
    displayName: requiredText(100).safeParse(identity.displayName).data ?? email.slice(0, email.lastIndexOf('@')),
    locale: 'en',
    timeZone: 'UTC',
    passwordHash: null,
  }
  return createAccount(tx, account, ['STUDENT'], { now, cause: ctx.cause })
}

/**
 * The first proof of an address. Whoever signed up with it before may have been somebody else, waiting for its owner
 * (https://msrc.microsoft.com/blog/2022/05/pre-hijacking-attacks/): their password and their sessions end here.
 */
async function takePossession(tx: Tx, { clock }: Context, { id }: UserModel): Promise<UserModel> {
  await lockRow(tx, 'user', id, 'no key update')
  const account = await tx.user.findUniqueOrThrow({ where: { id } })
  if (account.emailVerifiedAt) return account
  const now = clock.now()
  await tx.session.updateMany({ where: { userId: id, revokedAt: null }, data: { revokedAt: now } })
  return tx.user.update({ where: { id }, data: { emailVerifiedAt: now, passwordHash: null } })
}
