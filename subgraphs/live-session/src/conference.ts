import { AccessToken, TrackSource, type VideoGrant } from 'livekit-server-sdk'
import type { LiveSessionConfig } from './config.ts'
import type { ParticipantRole } from './generated/prisma/enums.ts'

/** Who enters which room as what. */
export interface Admission {
  sessionId: string
  userId: string
  role: ParticipantRole
  /** Whether a leader took the word from the person. */
  muted: boolean
}

/** The media server (LiveKit) that carries sound and picture. */
export interface Conference {
  /** Where clients connect to with their token. */
  readonly url: string
  /** A token that lets one person into one room. Nothing is asked of the server. */
  createToken(admission: Admission): Promise<string>
}

export function createConference(config: LiveSessionConfig): Conference {
  const { LIVEKIT_URL: url, LIVEKIT_API_KEY: key, LIVEKIT_API_SECRET: secret, LIVE_TOKEN_SECONDS: ttl } = config
  return {
    url,
    createToken({ sessionId, userId, role, muted }) {
      const token = new AccessToken(key, secret, { identity: userId, ttl })
      token.addGrant({
        room: sessionId,
        roomJoin: true,
        canSubscribe: true,
        canPublish: true,
        ...GRANTS[role],
        ...(muted && MUTED),
      })
      return token.toJwt()
    },
  }
}

// What is said in writing goes through the API, where it is kept; so nobody sends data past it.
const GRANTS: Record<ParticipantRole, Partial<VideoGrant>> = {
  MODERATOR: { roomAdmin: true, canPublishData: false },
  ATTENDEE: { canPublishSources: [TrackSource.CAMERA, TrackSource.MICROPHONE], canPublishData: false },
}

// Who administers a room could give the word back to themselves.
const MUTED: Partial<VideoGrant> = { roomAdmin: false, canPublishSources: [TrackSource.CAMERA] }
