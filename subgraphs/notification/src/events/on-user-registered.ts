import { userRegistered } from '@lms/contracts/user'
import { type EventHandler, handles } from '@lms/kit/events/handles'
import { project } from '@lms/kit/events/project'
import { notify } from '../intents/notify.ts'
import type { Handling } from './handler-context.ts'

const learnAndWelcome = handles(userRegistered, async (event, { tx, clock }: Handling) => {
  const { userId, email, displayName, locale, timeZone } = event.data
  const written = await project(tx, {
    table: 'contact',
    key: { user_id: userId },
    version: event.aggregateversion,
    set: {
      email,
      display_name: displayName,
      locale: acceptedBy((tag) => new Intl.Locale(tag), locale) ?? 'en',
      time_zone: acceptedBy((zone) => new Intl.DateTimeFormat('en', { timeZone: zone }), timeZone) ?? 'UTC',
    },
  })
  await notify(
    tx,
    { template: 'welcome', data: {}, recipientId: userId, causeId: event.id, subjectId: userId },
    clock.now(),
  )
  return written ? 'APPLIED' : 'STALE'
})

/** Learns how to reach a person, which also lets e-mails go that waited for the address, and welcomes them. */
export const onUserRegistered: EventHandler<Handling> = {
  ...learnAndWelcome,
  readModel: {
    table: 'contact',
    refusal: 'its topic keeps 30 days alone, and would bring back people who asked to be erased since.',
  },
}

/** The value if this runtime's Intl takes it: another service's may know more. */
function acceptedBy(construct: (value: string) => unknown, value: string): string | null {
  try {
    construct(value)
    return value
  } catch {
    return null
  }
}
