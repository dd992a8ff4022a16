import { startRetention } from '@lms/kit/retention'
import type { BackgroundWork } from '@lms/kit/subgraph'
import type { Deps } from '../deps.ts'

/** Deletes sessions that ended long ago. Their tokens are refused without them, too. */
export const deleteOldSessions = (deps: Deps): BackgroundWork =>
  startRetention(deps, {
    name: 'delete-old-sessions',
    days: deps.config.SESSION_RETENTION_DAYS,
    async deleteSome(before, limit) {
      const { count } = await deps.db.session.deleteMany({ where: { expiresAt: { lt: before } }, limit })
      return count
    },
  })
