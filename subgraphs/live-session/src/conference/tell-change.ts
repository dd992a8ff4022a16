import type { Deps } from '../deps.ts'
import type { ConferenceChangeModel } from '../generated/prisma/models.ts'

/** Longer than telling takes. After it another replica takes over. */
const CLAIM_SECONDS = 15
/** What was told is told again that often, and what could not be told tried again. */
const SHORTEST_PAUSE_MS = 15_000
const LONGEST_PAUSE_MS = 60_000

/**
 * Tells the media server of a change that is due. It is told how things are now, not what happened: so the order of
 * changes does not matter, nor whether one was told already. Who holds a token from before the change may use it until it
 * expires, so everything is told again until then.
 * @returns whether something was told: more may be due
 */
export async function tellDueChange(deps: Deps): Promise<boolean> {
  const change = await claimDueChange(deps)
  if (!change) return false
  try {
    await tell(deps, change)
  } catch (error) {
    const { sessionId } = change
    deps.log.warn({ err: error, sessionId }, 'the media server could not be told of a change; trying again')
    await settle(deps, change, { told: false })
    return false
  }
  await settle(deps, change, { told: true })
  return true
}

async function tell({ db, conference }: Deps, { sessionId, userId, changedAt }: ConferenceChangeModel): Promise<void> {
  if (userId === '') return conference.close(sessionId)
  const present = await db.participant.findFirst({
    where: { sessionId, userId, presences: { some: { leftAt: null } } },
  })
  if (!present) return conference.remove({ sessionId, userId }, changedAt)
  return conference.permit({ sessionId, userId, role: present.role, muted: present.mutedAt !== null })
}

/** Claims a change for this replica: two that told of it at once could leave the media server with the older word. */
async function claimDueChange({ db, clock }: Deps): Promise<ConferenceChangeModel | null> {
  const now = clock.now().toISOString()
  const [claimed] = await db.$queryRaw<{ sessionId: string; userId: string }[]>`
    update conference_change set claimed_until = ${now}::timestamptz + make_interval(secs => ${CLAIM_SECONDS})
    where (session_id, user_id) = (
      select session_id, user_id from conference_change
      where due_at <= ${now}::timestamptz and (claimed_until is null or claimed_until <= ${now}::timestamptz)
      order by due_at limit 1 for update skip locked
    )
    returning session_id as "sessionId", user_id as "userId"`
  return claimed ? db.conferenceChange.findUniqueOrThrow({ where: { sessionId_userId: claimed } }) : null
}

/** Leaves what changed meanwhile due. */
async function settle({ db, clock, config }: Deps, change: ConferenceChangeModel, { told }: { told: boolean }) {
  const { sessionId, userId, version, changedAt } = change
  const now = clock.now().getTime()
  const age = now - changedAt.getTime()
  const unchanged = { sessionId, userId, version }
  if (told && age > config.LIVE_TOKEN_SECONDS * 1_000) await db.conferenceChange.deleteMany({ where: unchanged })
  const pause = Math.min(Math.max(age, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS)
  await db.conferenceChange.updateMany({ where: unchanged, data: { dueAt: new Date(now + pause) } })
  await db.conferenceChange.updateMany({ where: { sessionId, userId }, data: { claimedUntil: null } })
}
