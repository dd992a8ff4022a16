import type { Viewer } from '@lms/kit/viewer'
import type { Deps } from '../../deps.ts'
import { markStreamed } from './mark-streamed.ts'

/** A session as one person has it open on one device. */
export interface Seat {
  sessionId: string
  userId: string
  /** The sign-in that joined. */
  deviceId: string
}

/** Remembers in Redis when each seat was last seen with a stream of events, on whichever replica that is. */
export interface Heartbeats {
  /** Counts a stream that opens. The returned function says that it is gone. */
  begin(sessionId: string, viewer: Viewer): () => void
  /** Tells of all seats that have a stream here, and once more of those that had one. */
  beat(): Promise<void>
  /** Seats that were last seen so long ago, with the time. */
  lapsed(before: Date): Promise<{ seat: Seat; seenAt: Date }[]>
  forget(before: Date): Promise<void>
  /** Whether Redis holds what it was told, or began anew. */
  isIntact(): Promise<boolean>
  /** Has seats count from now on that are not known. */
  restore(seats: readonly Seat[]): Promise<void>
}

// One key, so that it is at home in a cluster.
const KEY = 'live-session:seen'
/** Never lapses; where it is missing, Redis has forgotten everything. */
const MARK = 'intact'
const FOR_EVER = Number.MAX_SAFE_INTEGER
const AT_A_TIME = 1_000

const memberOf = ({ sessionId, userId, deviceId }: Seat) => `${sessionId} ${userId} ${deviceId}`

function seatOf(member: string): Seat {
  const [sessionId = '', userId = '', deviceId = ''] = member.split(' ')
  return { sessionId, userId, deviceId }
}

export function createHeartbeats(deps: Pick<Deps, 'redis' | 'db' | 'clock' | 'config'>): Heartbeats {
  const { redis, db, clock, config } = deps
  /** How many streams each seat has here. */
  const open = new Map<string, number>()
  /** When the last stream of a seat ended, until Redis knows. */
  const gone = new Map<string, number>()
  return {
    begin(sessionId, viewer) {
      if (viewer.kind !== 'user') return () => {}
      const member = memberOf({ sessionId, userId: viewer.id, deviceId: viewer.sessionId })
      open.set(member, (open.get(member) ?? 0) + 1)
      return () => {
        const left = (open.get(member) ?? 1) - 1
        if (left > 0) return void open.set(member, left)
        open.delete(member)
        gone.set(member, clock.now().getTime())
      }
    },
    async beat() {
      const now = clock.now().getTime()
      const left = [...gone]
      // Never a time that has lapsed: whoever looks at that moment would forget it unseen.
      const seen = new Map(left.map(([member, at]) => [member, Math.max(at, now - config.presenceGraceMs / 2)]))
      for (const member of open.keys()) seen.set(member, now)
      await markStreamed(db, [...seen.keys()].map(seatOf))
      for (const some of inParts([...seen])) await redis.zadd(KEY, ...some.flatMap(([member, at]) => [at, member]))
      for (const [member, at] of left) if (gone.get(member) === at) gone.delete(member)
    },
    async lapsed(before) {
      const found = await redis.zrangebyscore(KEY, '-inf', before.getTime(), 'WITHSCORES')
      return Array.from({ length: found.length / 2 }, (_, index) => ({
        seat: seatOf(found[2 * index] ?? ''),
        seenAt: new Date(Number(found[2 * index + 1])),
      }))
    },
    forget: async (before) => void (await redis.zremrangebyscore(KEY, '-inf', before.getTime())),
    isIntact: async () => (await redis.zscore(KEY, MARK)) !== null,
    async restore(seats) {
      const now = clock.now().getTime()
      for (const some of inParts(seats)) await redis.zadd(KEY, 'NX', ...some.flatMap((seat) => [now, memberOf(seat)]))
      await redis.zadd(KEY, FOR_EVER, MARK)
    },
  }
}

function* inParts<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let at = 0; at < items.length; at += AT_A_TIME) yield items.slice(at, at + AT_A_TIME)
}
