import type { ArchivableTable } from '@lms/kit/archivable-table'
import { activity } from '../projections/activity.ts'

/**
 * The log as far as files are concerned: what statistics need of it is in the projections. When somebody learned does not
 * come back once the person was erased, which shows in that nothing of it is left.
 */
export const eventLog: ArchivableTable = {
  table: 'event_log',
  key: 'id',
  age: 'occurred_at',
  restorable: `archived.row->>'type' not in (${activity.types.map((type) => `'${type}'`).join(', ')})
    or exists (select from activity_fact where user_id = archived.row->'data'->>'userId')`,
}
