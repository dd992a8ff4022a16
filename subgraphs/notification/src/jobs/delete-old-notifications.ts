import { startRetention } from '@lms/kit/retention'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps } from '../deps.ts'

/** Deletes what people were told long ago, read or not, with its deliveries. */
export const deleteOldNotifications = (deps: Deps): BackgroundWork =>
  startRetention(deps, {
    name: 'delete-old-notifications',
    days: deps.config.NOTIFICATION_RETENTION_DAYS,
    // Ids grow with time, so only the first rows can be old enough: no need of an index, nor to look at the others.
    deleteSome: (before, limit) => deps.db.$executeRaw`
      delete from notification
      where id in (select id from notification order by id limit ${limit})
        and created_at < ${before.toISOString()}::timestamptz`,
  })
