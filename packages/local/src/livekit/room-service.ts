import type { FastifyInstance } from 'fastify'
import type { Permission, Rooms } from './rooms.ts'
import type { Tokens } from './tokens.ts'

interface Body {
  room: string
  identity: string
  trackSid: string
  muted?: boolean
  permission: Partial<Permission>
  /** Of 64 bits, so a text in JSON. */
  revokeTokenTs?: string
}

type Method = (rooms: Rooms, body: Body) => object | null

/** What of livekit.RoomService is played (https://docs.livekit.io/reference/other/roomservice-api); null: not found. */
const methods: Record<string, Method> = {
  MutePublishedTrack(rooms, { room, identity, trackSid, muted = false }) {
    const track = rooms.find(room, identity)?.tracks.find(({ sid }) => sid === trackSid)
    return track ? { track: Object.assign(track, { muted }) } : null
  },
  UpdateParticipant(rooms, { room, identity, permission }) {
    const participant = rooms.find(room, identity)
    if (participant) rooms.permit(participant, { canPublish: false, canPublishSources: [], ...permission })
    return participant
  },
  RemoveParticipant: (rooms, { room, identity, revokeTokenTs = '0' }) =>
    rooms.remove(room, identity, Number(revokeTokenTs)) ? {} : null,
  DeleteRoom: (rooms, { room }) => (rooms.close(room) ? {} : null),
}

/** Adds the API by which a back end administers rooms, in Twirp's form with JSON. */
export function registerRoomService(app: FastifyInstance, rooms: Rooms, tokens: Tokens): void {
  // LiveKit's SDK reads errors of exactly this type only, without a charset.
  const answer = (status: number, body: object) =>
    new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
  app.post<{ Params: { method: string }; Body: Body }>(
    '/twirp/livekit.RoomService/:method',
    async ({ params, headers, body }) => {
      const method = methods[params.method]
      if (!method) return answer(404, { code: 'bad_route', msg: `no such method: ${params.method}` })
      const { video } = (await tokens.verify(headers.authorization?.replace(/^Bearer /, '') ?? '')) ?? {}
      const isAllowed =
        params.method === 'DeleteRoom' ? video?.roomCreate : video?.roomAdmin && video.room === body.room
      if (!isAllowed) return answer(401, { code: 'unauthenticated', msg: 'permissions denied' })
      const result = method(rooms, body)
      return result ? answer(200, result) : answer(404, { code: 'not_found', msg: 'not found' })
    },
  )
}
