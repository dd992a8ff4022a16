import { randomId } from '../provider/random-id.ts'

/** What a participant may do, in the names of LiveKit's API. */
export interface Permission {
  readonly canPublish: boolean
  /** None are all. */
  readonly canPublishSources: readonly TrackSource[]
}

export type TrackSource = 'CAMERA' | 'MICROPHONE' | 'SCREEN_SHARE'

export interface Track {
  readonly sid: string
  readonly source: TrackSource
  muted: boolean
}

/** Somebody who is connected to a room. */
export interface Participant {
  readonly identity: string
  permission: Permission
  readonly tracks: Track[]
}

/** The rooms of a media server. They begin with the first who comes, and live only as long as the server. */
export interface Rooms {
  /** Whether tracks end that are not allowed any more; older versions of LiveKit leave them. */
  endsTracks: boolean
  find(room: string, identity: string): Participant | null
  list(room: string): readonly Participant[]
  /** Lets somebody in by a token of that time (seconds since 1970), in place of a connection of the same identity. */
  enter(room: string, identity: string, permission: Permission, tokenFrom: number): Participant
  /** Changes what somebody may do. */
  permit(participant: Participant, permission: Permission): void
  /** Makes tokens of somebody from before a time count no more, and disconnects them. @returns whether they were there */
  remove(room: string, identity: string, tokensFrom: number): boolean
  /** Disconnects everybody. @returns whether there was such a room */
  close(room: string): boolean
}

export function createRooms(): Rooms {
  const rooms = new Map<string, Map<string, Participant>>()
  const revoked = new Map<string, number>()
  const leave = (room: string, identity: string) => rooms.get(room)?.delete(identity) ?? false
  return {
    endsTracks: true,
    find: (room, identity) => rooms.get(room)?.get(identity) ?? null,
    list: (room) => [...(rooms.get(room)?.values() ?? [])],
    enter(room, identity, permission, tokenFrom) {
      if (tokenFrom < (revoked.get(`${room} ${identity}`) ?? 0)) throw new Error('the token was revoked')
      const participant = { identity, permission, tracks: [] }
      rooms.set(room, (rooms.get(room) ?? new Map()).set(identity, participant))
      return participant
    },
    permit(participant, permission) {
      participant.permission = permission
      if (!this.endsTracks) return
      const left = participant.tracks.filter(({ source }) => mayPublish(permission, source))
      participant.tracks.splice(0, Number.POSITIVE_INFINITY, ...left)
    },
    remove(room, identity, tokensFrom) {
      revoked.set(`${room} ${identity}`, tokensFrom)
      return leave(room, identity)
    },
    close: (room) => rooms.delete(room),
  }
}

export const mayPublish = ({ canPublish, canPublishSources }: Permission, source: TrackSource): boolean =>
  canPublish && (canPublishSources.length === 0 || canPublishSources.includes(source))

export function publish(participant: Participant, source: TrackSource): Track {
  if (!mayPublish(participant.permission, source)) throw new Error(`${participant.identity} may not publish ${source}`)
  const track = { sid: randomId('TR_', 12), source, muted: false }
  participant.tracks.push(track)
  return track
}
