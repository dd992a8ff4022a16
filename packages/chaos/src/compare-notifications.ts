import { gradeReleased } from '@lms/contracts/assessment'
import { certificateIssued, enrollmentActivated } from '@lms/contracts/course'
import type { EventDefinition } from '@lms/contracts/event'
import { orderPaid, refundSucceeded } from '@lms/contracts/payment'
import { emailVerificationRequested, userRegistered } from '@lms/contracts/user'
import { differ, idsOf } from './compare-sets.ts'
import type { Databases } from './system.ts'

/** Which events of the load somebody is told of, by which template, and what of the event the notification is told by. */
const TOLD: readonly (readonly [EventDefinition, template: string, cause?: string])[] = [
  [userRegistered, 'welcome'],
  [emailVerificationRequested, 'email-verification'],
  [orderPaid, 'receipt'],
  [refundSucceeded, 'credit-note', "envelope->'data'->>'refundId'"],
  [enrollmentActivated, 'enrolled'],
  [gradeReleased, 'grade-released'],
  [certificateIssued, 'certificate-issued'],
]

/** Each event made its notification, and one alone, with one e-mail. */
export async function compareNotifications(system: Databases): Promise<string[]> {
  const breaks: string[] = []
  for (const [{ domain, type }, template, cause = 'event_id'] of TOLD) {
    const events = await idsOf(system, domain, `select ${cause} as id from kit.outbox where type = $1`, [type])
    const causes = "select split_part(dedupe_key, ':', 1) as id from notification where template = $1"
    breaks.push(
      ...differ(`events ${type} and "${template}"`, events, await idsOf(system, 'notification', causes, [template])),
    )
    const twice = await idsOf(system, 'notification', `${causes} group by 1 having count(*) > 1`, [template])
    if (twice.size > 0) breaks.push(`told twice by "${template}": ${[...twice].join(', ')}`)
  }
  const mails = await idsOf(
    system,
    'notification',
    `select n.id from notification n left join delivery d on d.notification_id = n.id
      group by n.id having count(d.id) <> 1`,
  )
  return mails.size === 0 ? breaks : [...breaks, `notifications without their one e-mail: ${[...mails].join(', ')}`]
}
