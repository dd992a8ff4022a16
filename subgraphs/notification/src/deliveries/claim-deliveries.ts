import type { Deps } from '../deps.ts'

/** A delivery that this replica may attempt until its lease ends. */
export interface Claim {
  id: string
  notificationId: string
  /** Attempts begun, this one included; it tells this claim from a later one of the same delivery. */
  attempts: number
}

/** Far longer than the mailer's own timeouts, so that nobody takes over what is still being sent. */
const LEASE_MS = 5 * 60_000

/**
 * Takes due e-mails for sending, at most `limit`. The attempt is on record before it is made; other replicas pass by.
 * What a replica left behind when it died comes due again when its lease ends. E-mails to people whose address is not
 * known yet stay where they are.
 */
export async function claimDeliveries({ db, clock }: Pick<Deps, 'db' | 'clock'>, limit: number): Promise<Claim[]> {
  const now = clock.now()
  const leaseEnd = new Date(now.getTime() + LEASE_MS)
  return db.$queryRaw<Claim[]>`
    with due as (
      select delivery.id from delivery
      join notification on notification.id = delivery.notification_id
      where delivery.channel = 'EMAIL' and delivery.state in ('QUEUED', 'SENDING')
        and delivery.due_at <= ${now.toISOString()}::timestamptz
        and exists (select from contact where contact.user_id = notification.recipient_id)
      order by delivery.due_at, delivery.id
      limit ${limit}
      for update of delivery skip locked
    )
    update delivery
    set state = 'SENDING', attempts = attempts + 1, due_at = ${leaseEnd.toISOString()}::timestamptz
    from due where delivery.id = due.id
    returning delivery.id, delivery.notification_id as "notificationId", delivery.attempts`
}
