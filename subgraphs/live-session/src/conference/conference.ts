import { AccessToken, RoomServiceClient, TrackSource, TwirpError, type VideoGrant } from 'livekit-server-sdk'
import type { LiveSessionConfig } from '../config.ts'
import type { ParticipantRole } from '../generated/prisma/enums.ts'

/** Who is in which room as what. */
export interface Admission {
  sessionId: string
  userId: string
  role: ParticipantRole
  /** Whether a leader took the word from the person. */
  muted: boolean
}

/** The media server (LiveKit) that carries sound and picture. Telling it the same again changes nothing. */
export interface Conference {
  /** Where clients connect to with their token. */
  readonly url: string
  /** A token that lets one person into one room. Nothing is asked of the server. */
  createToken(admission: Admission): Promise<string>
  /** Lets somebody who is connected publish what the admission allows, and silences the rest at once. */
  permit(admission: Admission): Promise<void>
  /** Disconnects somebody, for whom tokens do not count that were made up to a time. */
  remove(who: Pick<Admission, 'sessionId' | 'userId'>, until: Date): Promise<void>
  /** Ends a room for everybody. */
  close(sessionId: string): Promise<void>
}

/** Telling one thing takes two requests. */
const TIMEOUT_SECONDS = 4

export function createConference(config: LiveSessionConfig): Conference {
  const { LIVEKIT_URL: url, LIVEKIT_API_KEY: key, LIVEKIT_API_SECRET: secret, LIVE_TOKEN_SECONDS: ttl } = config
  const rooms = new RoomServiceClient(url, key, secret, { requestTimeout: TIMEOUT_SECONDS })
  return {
    url,
    createToken(admission) {
      const token = new AccessToken(key, secret, { identity: admission.userId, ttl })
      token.addGrant({ room: admission.sessionId, roomJoin: true, ...permissionOf(admission) })
      return token.toJwt()
    },
    permit: (admission) =>
      unlessGone(async () => {
        const { sessionId, userId } = admission
        const permission = permissionOf(admission)
        const { tracks } = await rooms.updateParticipant(sessionId, userId, { permission })
        // Servers end tracks that are not allowed any more; older ones leave them.
        const audible = tracks.filter(
          ({ source, muted }) => admission.muted && source === TrackSource.MICROPHONE && !muted,
        )
        await Promise.all(audible.map(({ sid }) => rooms.mutePublishedTrack(sessionId, userId, sid, true)))
      }),
    remove: ({ sessionId, userId }, until) =>
      unlessGone(() => rooms.removeParticipant(sessionId, userId, { revokeTokenTs: secondAfter(until) })),
    close: (sessionId) => unlessGone(() => rooms.deleteRoom(sessionId)),
  }
}

// What is said in writing goes through the API, where it is kept, so nobody sends data past it. Nor does anybody administer
// a room: moderation goes through the API, too, where it is on record.
function permissionOf({ role, muted }: Admission) {
  const sources = muted ? [TrackSource.CAMERA] : SOURCES[role]
  return {
    canSubscribe: true,
    canPublish: true,
    canPublishData: false,
    canPublishSources: sources,
  } satisfies VideoGrant
}

/** None are all. */
const SOURCES: Record<ParticipantRole, TrackSource[]> = {
  MODERATOR: [],
  ATTENDEE: [TrackSource.CAMERA, TrackSource.MICROPHONE],
}

/** Tokens say in whole seconds when they were made. */
const secondAfter = (time: Date): bigint => BigInt(Math.floor(time.getTime() / 1_000) + 1)

/** Rooms end with those in them, and who is not connected need not be told anything. */
async function unlessGone(tell: () => Promise<unknown>): Promise<void> {
  try {
    await tell()
  } catch (error) {
    if (!(error instanceof TwirpError && error.code === 'not_found')) throw error
  }
}
