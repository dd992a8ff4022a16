import { priceSet } from '@lms/contracts/payment'
import type { Projection } from './projection.ts'

/** In which currency a course is sold: the latest version. */
export const prices: Projection = {
  table: 'price_fact',
  types: [priceSet.type],
  project: (tx, condition) => tx.$executeRaw`
    insert into price_fact (course_id, currency, version)
    select distinct on (data->>'courseId') data->>'courseId', data->'price'->>'currency', version
    from event_log where type = ${priceSet.type} and ${condition}
    order by data->>'courseId', version desc
    on conflict (course_id) do update set currency = excluded.currency, version = excluded.version
    where price_fact.version < excluded.version`,
}
