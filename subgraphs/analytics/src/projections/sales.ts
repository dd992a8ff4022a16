import { orderPaid } from '@lms/contracts/payment'
import type { Projection } from './projection.ts'

/** Courses that were sold. */
export const sales: Projection = {
  table: 'sale_fact',
  types: [orderPaid.type],
  project: (tx, condition) => tx.$executeRaw`
    insert into sale_fact (order_line_id, course_id, user_id, minor_units, currency, paid_at)
    select line->>'orderLineId', min(line->>'courseId'), min(data->>'buyerId'),
      min((line->'amount'->>'minorUnits')::bigint), min(line->'amount'->>'currency'), min(occurred_at)
    from event_log, jsonb_array_elements(data->'lines') as line
    where type = ${orderPaid.type} and ${condition}
    group by 1
    on conflict (order_line_id) do update set paid_at = least(sale_fact.paid_at, excluded.paid_at)`,
}
