import type { Tx } from '../../deps.ts'

/** Whose stays: everybody's in a session, or one person's there on all or one of the devices. */
export interface Stays {
  sessionId: string
  userId?: string
  deviceId?: string
}

/**
 * Ends stays that last. Servers' clocks differ a little, so no stay ends before it began.
 * @returns how many
 */
export function closePresences(tx: Tx, { sessionId, userId, deviceId }: Stays, at: Date): Promise<number> {
  return tx.$executeRaw`
    update presence set left_at = greatest(presence.joined_at, ${at.toISOString()}::timestamptz)
    from participant
    where participant.id = presence.participant_id and presence.left_at is null
      and participant.session_id = ${sessionId}
      and (${userId ?? null}::text is null or participant.user_id = ${userId ?? null})
      and (${deviceId ?? null}::text is null or presence.device_id = ${deviceId ?? null})`
}
