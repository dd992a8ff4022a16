import { userRegistered } from '@lms/contracts/user'
import type { Projection } from './projection.ts'

/** When accounts were made. */
export const registrations: Projection = {
  table: 'registration_fact',
  types: [userRegistered.type],
  project: (tx, condition) => tx.$executeRaw`
    insert into registration_fact (user_id, registered_at)
    select data->>'userId', min(occurred_at)
    from event_log where type = ${userRegistered.type} and ${condition}
    group by 1
    on conflict (user_id) do update set
      registered_at = least(registration_fact.registered_at, excluded.registered_at)`,
}
