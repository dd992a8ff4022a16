import type { Context } from '../../context.ts'

/**
 * Commits become visible later than the instants that they wrote: by as long as a transaction may take (10 s, kit's
 * database.ts) and by what the clocks of replicas differ. What lies in this time is told again.
 */
const OVERLAP_MS = 15_000

/** Access tokens live 15 minutes, and the router tolerates one of skew: what ended earlier cannot matter. */
const RELEVANT_MS = 17 * 60_000

/** The API's `AccessChanges`. */
export interface AccessChanges {
  sessions: string[]
  people: { id: string; tokensValidFrom: Date }[]
  partners: { id: string; changedAt: Date }[]
  asOf: Date
}

/** What the router must know to refuse credentials that have not expired yet. */
export async function listAccessChanges({ db, clock }: Context, since: Date): Promise<AccessChanges> {
  const asOf = clock.now()
  const from = new Date(Math.max(since.getTime() - OVERLAP_MS, asOf.getTime() - RELEVANT_MS - OVERLAP_MS))
  const [sessions, people, partners] = await Promise.all([
    db.session.findMany({ where: { revokedAt: { gte: from } }, select: { id: true } }),
    db.user.findMany({ where: { tokensValidFrom: { gte: from } }, select: { id: true, tokensValidFrom: true } }),
    db.partner.findMany({ where: { changedAt: { gte: from } }, select: { id: true, changedAt: true } }),
  ])
  return {
    sessions: sessions.map(({ id }) => id),
    people: people.flatMap(({ id, tokensValidFrom }) => (tokensValidFrom ? { id, tokensValidFrom } : [])),
    partners,
    asOf,
  }
}
