import { refundSucceeded } from '@lms/contracts/payment'
import type { Projection } from './projection.ts'

/** Money that was given back, in part or in full: the latest version of each refund, and when it was told first. */
export const refunds: Projection = {
  table: 'refund_fact',
  types: [refundSucceeded.type],
  project: (tx, condition) => tx.$executeRaw`
    insert into refund_fact as known (refund_id, course_id, user_id, minor_units, currency, refunded_at, version)
    select data->>'refundId', min(data->>'courseId'), min(data->>'buyerId'),
      (array_agg((data->'amount'->>'minorUnits')::bigint order by version desc))[1],
      min(data->'amount'->>'currency'), min(occurred_at), max(version)
    from event_log where type = ${refundSucceeded.type} and ${condition}
    group by 1
    on conflict (refund_id) do update set
      minor_units = case when known.version < excluded.version then excluded.minor_units else known.minor_units end,
      refunded_at = least(known.refunded_at, excluded.refunded_at),
      version = greatest(known.version, excluded.version)`,
}
