import { DomainError } from '@lms/kit/errors'
import type { Viewer } from '@lms/kit/viewer'
import type { Deps } from '../../deps.ts'
import type { LiveSessionModel } from '../../generated/prisma/models.ts'
import { createLoaders } from '../../loaders.ts'
import { findSession, leads } from '../sessions/policy.ts'

/** What somebody watches. */
export interface Watchable {
  /** As it was before it was found out whether the viewer may watch. */
  session: LiveSessionModel
  /** Whether the viewer sees more of it than everybody. */
  leading: boolean
}

export const banned = () => new DomainError('PARTICIPANT_BANNED', 'A leader removed you from the session for good.')

/**
 * A session that the viewer may watch at this moment: it is read anew each time. The audience watches every session,
 * because the router speaks for it only where somebody was admitted.
 * @throws DomainError NOT_FOUND, PARTICIPANT_BANNED
 */
export async function requireWatchable({ db }: Pick<Deps, 'db'>, viewer: Viewer, id: string): Promise<Watchable> {
  const eyes = { viewer, loaders: createLoaders(db, viewer) }
  const session = await eyes.loaders.sessionById.load(id)
  if (!session) throw notFound()
  if (viewer.kind === 'audience') return { session, leading: false }
  const [visible, leading, ban] = await Promise.all([
    findSession(eyes, id),
    leads(eyes, session),
    findBan(db, viewer, id),
  ])
  if (!visible) throw notFound()
  if (ban) throw banned()
  return { session, leading }
}

const findBan = (db: Deps['db'], viewer: Viewer, sessionId: string) =>
  db.participant.findFirst({
    where: { sessionId, userId: viewer.kind === 'user' ? viewer.id : '', bannedAt: { not: null } },
    select: { id: true },
  })

const notFound = () => new DomainError('NOT_FOUND', 'There is no such session.')
