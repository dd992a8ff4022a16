import type { Deps } from '../../deps.ts'
import { lockSession } from '../sessions/lock-session.ts'
import { endStay } from './end-stay.ts'
import type { Seat } from './heartbeats.ts'

export interface LapsedSeat {
  seat: Seat
  seenAt: Date
}

/** Seats that one transaction sees to: it holds the session. */
const AT_A_TIME = 50

/**
 * Ends the stays of those whose last stream broke off and did not come back in time; they were there until they were last
 * seen. Replicas may do it at once: whoever comes second finds that the stay has ended.
 */
export async function endLapsedStays(deps: Deps, lapsed: readonly LapsedSeat[]): Promise<void> {
  for (const [sessionId, seats] of Map.groupBy(lapsed, ({ seat }) => seat.sessionId)) {
    const lasting = await findLasting(deps, sessionId, seats)
    for (let at = 0; at < lasting.length; at += AT_A_TIME) {
      await endStays(deps, sessionId, lasting.slice(at, at + AT_A_TIME))
    }
  }
}

/** Most seats were left properly, or never joined. */
async function findLasting({ db }: Deps, sessionId: string, seats: LapsedSeat[]): Promise<LapsedSeat[]> {
  const stays = await db.presence.findMany({
    where: { leftAt: null, participant: { sessionId, userId: { in: seats.map(({ seat }) => seat.userId) } } },
    select: { deviceId: true, participant: { select: { userId: true } } },
  })
  const lasting = new Set(stays.map(({ deviceId, participant }) => `${participant.userId} ${deviceId}`))
  return seats.filter(({ seat }) => lasting.has(`${seat.userId} ${seat.deviceId}`))
}

function endStays({ transact, clock }: Deps, sessionId: string, seats: LapsedSeat[]): Promise<void> {
  return transact(async (tx) => {
    await lockSession(tx, sessionId)
    for (const { seat, seenAt } of seats) {
      await endStay(tx, seat, { kind: 'PARTICIPANT_LEFT', at: clock.now(), goneAt: seenAt })
    }
  })
}
