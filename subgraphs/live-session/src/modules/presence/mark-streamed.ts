import type { PrismaClient } from '../../generated/prisma/client.ts'
import type { Seat } from './heartbeats.ts'

const AT_A_TIME = 1_000

/** Notes of stays that last that they have a stream of events: they end a while after the last one. */
export async function markStreamed(db: PrismaClient, seats: readonly Seat[]): Promise<void> {
  for (let at = 0; at < seats.length; at += AT_A_TIME) {
    const some = seats.slice(at, at + AT_A_TIME)
    await db.$executeRaw`
      update presence set streamed = true
      from participant, unnest(
        ${some.map(({ sessionId }) => sessionId)}::text[],
        ${some.map(({ userId }) => userId)}::text[],
        ${some.map(({ deviceId }) => deviceId)}::text[]
      ) as seat(session_id, user_id, device_id)
      where participant.session_id = seat.session_id and participant.user_id = seat.user_id
        and presence.participant_id = participant.id and presence.device_id = seat.device_id
        and presence.left_at is null and not presence.streamed`
  }
}
