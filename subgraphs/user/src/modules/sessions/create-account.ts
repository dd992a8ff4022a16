import { userRegistered } from '@lms/contracts/user'
import { appendEvent } from '@lms/kit/events/append-event'
import type { EventCause } from '@lms/kit/events/event-cause'
import { newId } from '@lms/kit/ids'
import { languageTag, requiredText, timeZoneName } from '@lms/kit/input'
import { z } from 'zod'
import type { Tx } from '../../context.ts'
import type { RoleName } from '../../generated/prisma/enums.ts'
import type { UserModel } from '../../generated/prisma/models.ts'
import { mailToken } from '../../mail-tokens/mail-token.ts'
import { LONGEST_PASSWORD, type Passwords } from './passwords.ts'

export const NewAccount = z.object({
  email: z
    .string()
    .trim()
    .toLowerCase()
    .max(254, 'must have at most 254 characters')
    .pipe(z.email('is not an e-mail address')),
  password: z
    .string()
    .min(8, 'must have at least 8 characters')
    .max(LONGEST_PASSWORD, `must have at most ${LONGEST_PASSWORD} characters`),
  displayName: requiredText(100),
  locale: languageTag.nullish().transform((tag) => tag ?? 'en'),
  timeZone: timeZoneName.nullish().transform((zone) => zone ?? 'UTC'),
})

/** Hashing takes long, so it happens before the transaction. */
export async function prepareAccount(
  passwords: Passwords,
  { password, ...account }: z.infer<typeof NewAccount>,
): Promise<PreparedAccount> {
  return { ...account, passwordHash: await passwords.hash(password) }
}

/** What is stored of a new account. */
export type PreparedAccount = Pick<UserModel, 'email' | 'displayName' | 'locale' | 'timeZone' | 'passwordHash'> &
  Partial<Pick<UserModel, 'emailVerifiedAt' | 'firebaseUid'>>

/**
 * Stores an account with its roles, tells the other domains, and has an address that is not proved yet written to.
 * @returns null when the address, or the Firebase user, has an account already; the transaction can go on
 */
export async function createAccount(
  tx: Tx,
  account: PreparedAccount,
  roles: RoleName[],
  { now, cause }: { now: Date; cause: EventCause },
): Promise<UserModel | null> {
  const [user] = await tx.user.createManyAndReturn({
    data: { id: newId('user'), ...account, createdAt: now },
    skipDuplicates: true,
  })
  if (!user) return null
  await tx.roleAssignment.createMany({
    data: roles.map((role) => ({ id: newId('role'), userId: user.id, role, scope: 'PLATFORM', createdAt: now })),
  })
  const { id: userId, email, displayName, locale, timeZone, version } = user
  await appendEvent(tx, userRegistered, {
    subject: userId,
    version,
    data: { userId, email, displayName, locale, timeZone },
    time: now,
    cause,
  })
  return user.emailVerifiedAt ? user : mailToken(tx, { userId, purpose: 'EMAIL_VERIFICATION' }, { now, cause })
}
