import type { Deps } from '../deps.ts'
import { composeMail } from '../mail/compose-mail.ts'
import { failureCode, isFinalRefusal, PARALLEL_MAILS } from '../mail/mailer.ts'
import { type RenderedNotification, renderNotifications } from '../templates/render-notifications.ts'
import { type Claim, claimDeliveries } from './claim-deliveries.ts'
import { retryDelay } from './retry-delay.ts'
import { type AttemptOutcome, settleDelivery } from './settle-delivery.ts'

type Sending = Pick<Deps, 'db' | 'clock' | 'config' | 'mailer' | 'linkAddresses' | 'log'>

/**
 * Sends the e-mails that are due, as many as the mailer sends at a time. Each is sent once as long as nothing dies; a
 * replica that dies after the mail server took an e-mail and before that is on record makes it go out again, with the
 * same Message-ID: at least once.
 * @returns whether more may be due
 */
export async function sendDueEmails(deps: Sending): Promise<boolean> {
  const claims = await claimDeliveries(deps, PARALLEL_MAILS)
  if (claims.length === 0) return false
  const notifications = await deps.db.notification.findMany({
    where: { id: { in: claims.map(({ notificationId }) => notificationId) } },
  })
  const rendered = await renderNotifications(deps.db, notifications)
  const byId = new Map(notifications.map(({ id }, index) => [id, rendered[index]]))
  await Promise.all(
    claims.map(async (claim) =>
      settleDelivery(deps, claim, await attempt(deps, claim, byId.get(claim.notificationId))),
    ),
  )
  return claims.length === PARALLEL_MAILS
}

async function attempt(
  deps: Sending,
  claim: Claim,
  rendered: RenderedNotification | Error | undefined,
): Promise<AttemptOutcome> {
  const { mailer, linkAddresses, config, clock, log } = deps
  try {
    if (!rendered || rendered instanceof Error || !rendered.contact) throw new Unwritable({ cause: rendered })
    const { contact, texts, why, uselessFrom } = rendered
    if (uselessFrom && uselessFrom <= clock.now()) {
      log.warn({ deliveryId: claim.id, attempts: claim.attempts }, 'e-mail came too late to be of use')
      return { kind: 'FAILED', error: 'EXPIRED' }
    }
    await mailer.send(composeMail(contact, texts, why, linkAddresses), claim.id)
    return { kind: 'SENT' }
  } catch (error) {
    const code = failureCode(error)
    if (error instanceof Unwritable || isFinalRefusal(error) || claim.attempts >= config.MAIL_MAX_ATTEMPTS) {
      // A mail server's text quotes addresses; a bug's own is needed.
      const bug = error instanceof Unwritable ? { err: error.cause } : {}
      log.error({ deliveryId: claim.id, code, attempts: claim.attempts, ...bug }, 'e-mail failed')
      return { kind: 'FAILED', error: code }
    }
    log.warn({ deliveryId: claim.id, code, attempts: claim.attempts }, 'e-mail will be tried again')
    return { kind: 'RETRY', dueAt: new Date(clock.now().getTime() + retryDelay(claim.attempts)), error: code }
  }
}

/** The notification's template or data is broken: a bug, and trying again does not mend it. */
class Unwritable extends Error {
  readonly code = 'UNWRITABLE'

  constructor(options: ErrorOptions) {
    super('The notification cannot be written', options)
    this.name = 'Unwritable'
  }
}
