import fastify from 'fastify'
import { registerRoomService } from './livekit/room-service.ts'
import { createRooms, type Participant, publish, type Rooms, type Track, type TrackSource } from './livekit/rooms.ts'
import { createTokens } from './livekit/tokens.ts'
import { listenLocally } from './ports.ts'

export interface LiveKitOptions {
  readonly apiKey: string
  readonly apiSecret: string
  /** 0: any free one. */
  readonly port: number
  /** Rooms that go on, where only the API was away. */
  readonly rooms?: Rooms
}

/** A client of the media server, as far as rights go: nothing is heard or seen. */
export interface LocalParticipant {
  isConnected(): boolean
  /** What it publishes and the server passes on. */
  audible(): readonly TrackSource[]
  /** @throws where it has no right to */
  publish(source: TrackSource): Track
}

/** A running stand-in of a LiveKit server. */
export interface LocalLiveKit {
  /** As clients and the live session service have it. */
  readonly url: string
  readonly rooms: Rooms
  /** Connects by a join token. @throws where the token does not let anybody in */
  join(token: string): Promise<LocalParticipant>
  stop(): Promise<void>
}

/**
 * Starts a stand-in of a LiveKit server that LiveKit's own server SDK drives: rooms, those in them, their rights and tracks.
 * It carries no sound and no picture, so clients cannot connect to it.
 * @throws StackError when the port is taken
 */
export async function startLiveKit({ port, rooms = createRooms(), ...account }: LiveKitOptions): Promise<LocalLiveKit> {
  const tokens = createTokens(account)
  const app = fastify({ forceCloseConnections: true })
  registerRoomService(app, rooms, tokens)
  const url = await listenLocally(app, port, 'the stand-in of LiveKit')
  return {
    url: url.replace(/^http/, 'ws'),
    rooms,
    async join(token) {
      const { sub = '', nbf = 0, video } = (await tokens.verify(token)) ?? {}
      if (!video?.room || !video.roomJoin) throw new Error('the token lets nobody in')
      const sources = (video.canPublishSources ?? []).map((source) => source.toUpperCase() as TrackSource)
      const permission = { canPublish: video.canPublish ?? true, canPublishSources: sources }
      return clientOf(rooms, video.room, rooms.enter(video.room, sub, permission, nbf))
    },
    stop: () => app.close(),
  }
}

const clientOf = (rooms: Rooms, room: string, participant: Participant): LocalParticipant => ({
  isConnected: () => rooms.find(room, participant.identity) === participant,
  audible: () => participant.tracks.flatMap(({ source, muted }) => (muted ? [] : [source])),
  publish: (source) => publish(participant, source),
})
