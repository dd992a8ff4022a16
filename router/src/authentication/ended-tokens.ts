import type { AccessChanges } from './access-changes.ts'
import type { VerifiedAccessToken } from './access-token.ts'

/** Access tokens live 15 minutes and are accepted for one more; by then an entry has nothing left to refuse. */
const REMEMBERED_MS = 17 * 60_000

/** Which access tokens do not count although they have not expired. Forgets what no token can be affected by any more. */
export interface EndedTokens {
  has(token: VerifiedAccessToken): boolean
  /** @returns whether anything was new */
  add(changes: Pick<AccessChanges, 'sessions' | 'people'>, now: Date): boolean
}

export function createEndedTokens(): EndedTokens {
  // In the order of their deadlines, so that what is to be forgotten stands in front.
  const sessions = new Map<string, { until: number }>()
  const people = new Map<string, { until: number; validFrom: number }>()
  return {
    has: ({ viewer, issuedAt }) =>
      sessions.has(viewer.sessionId) || issuedAt.getTime() <= (people.get(viewer.id)?.validFrom ?? -Infinity),
    add(changes, now) {
      const until = now.getTime() + REMEMBERED_MS
      forgetBefore(sessions, now)
      forgetBefore(people, now)
      const newSessions = changes.sessions.filter((id) => !sessions.has(id))
      for (const id of newSessions) sessions.set(id, { until })
      const newPeople = changes.people.filter(
        ({ id, tokensValidFrom }) => tokensValidFrom.getTime() > (people.get(id)?.validFrom ?? -Infinity),
      )
      for (const { id, tokensValidFrom } of newPeople) {
        people.delete(id)
        people.set(id, { until, validFrom: tokensValidFrom.getTime() })
      }
      return newSessions.length + newPeople.length > 0
    },
  }
}

function forgetBefore(entries: Map<string, { until: number }>, now: Date): void {
  for (const [id, { until }] of entries) {
    if (until > now.getTime()) return
    entries.delete(id)
  }
}
