import { emailVerificationRequested, passwordResetRequested } from '@lms/contracts/user'
import { appendEvent } from '@lms/kit/events/append-event'
import type { EventCause } from '@lms/kit/events/event-cause'
import { newId } from '@lms/kit/ids'
import type { Tx } from '../deps.ts'
import type { MailTokenPurpose } from '../generated/prisma/enums.ts'
import type { UserModel } from '../generated/prisma/models.ts'

const HOUR_MS = 60 * 60_000

/** What a token of each purpose is mailed by, and how long it works. */
const KINDS = {
  PASSWORD_RESET: { event: passwordResetRequested, lifetimeMs: HOUR_MS },
  // Longer than an e-mail is tried when the mail server is away.
  EMAIL_VERIFICATION: { event: emailVerificationRequested, lifetimeMs: 3 * 24 * HOUR_MS },
} as const

/**
 * Has a link mailed to a person. It replaces the one of before: of several e-mails for one purpose the latest works.
 * Only the token's id leaves this service; the notification service makes the token of it when it sends the e-mail.
 */
export async function mailToken(
  tx: Tx,
  { userId, purpose }: { userId: string; purpose: MailTokenPurpose },
  { now, cause }: { now: Date; cause: EventCause },
): Promise<UserModel> {
  const { event, lifetimeMs } = KINDS[purpose]
  const user = await tx.user.update({ where: { id: userId }, data: { version: { increment: 1 } } })
  const token = { id: newId('mail'), email: user.email, expiresAt: new Date(now.getTime() + lifetimeMs) }
  await tx.mailToken.upsert({
    where: { userId_purpose: { userId, purpose } },
    create: { ...token, userId, purpose },
    update: token,
  })
  await appendEvent(tx, event, {
    subject: userId,
    version: user.version,
    data: { userId, tokenId: token.id, expiresAt: token.expiresAt.toISOString() },
    time: now,
    cause,
  })
  return user
}
