import { type StreamItem, subscriptionOf } from '@lms/kit/streams/stream'
import type { Context } from '../../context.ts'
import type { LiveSessionModel } from '../../generated/prisma/models.ts'
import type { Watchable } from './require-watchable.ts'
import type { Room } from './room.ts'
import { readRoomCursor, roomCursor } from './room-cursor.ts'
import { isLast, type RoomEvent } from './room-event.ts'
import { Watcher } from './watcher.ts'

interface Watching {
  sessionId: string
  after?: string | null | undefined
}

/**
 * What happens in a session, until it is over. Who sees no more than everybody is admitted where the subscriber takes
 * that: the events then come by the stream of the audience. Ends with a DomainError: NOT_FOUND, BAD_USER_INPUT,
 * CURSOR_EXPIRED, PARTICIPANT_REMOVED, PARTICIPANT_BANNED, ENROLLMENT_ENDED.
 */
export async function* watchRoom(ctx: Context, { sessionId, after }: Watching): AsyncGenerator<StreamItem<RoomEvent>> {
  const { rooms, viewer, heartbeats, requireWatchable } = ctx
  const { signal, takesAdmission, after: resumed } = subscriptionOf(ctx)
  const look = () => requireWatchable({ sessionId, viewer })
  const watcher = new Watcher(viewer, look)
  const room = rooms.enter(sessionId, watcher)
  let stopBeating = () => {}
  try {
    const { session, leading } = await letIn(room, look)
    const admitted = takesAdmission && !leading && viewer.kind === 'user'
    watcher.letIn(session.roomSequence, { follows: !admitted })
    const cursor = resumed ?? after ?? roomCursor(sessionId, session.roomSequence)
    const from = readRoomCursor(session, cursor)
    if (!isOver(session)) stopBeating = heartbeats.begin(sessionId, viewer)
    yield { kind: admitted ? 'ADMITTED' : 'BEGUN', cursor }
    if (admitted) await waitForEnd(watcher, signal)
    else yield* followRoom({ room, watcher, session, from, signal })
  } finally {
    stopBeating()
    rooms.leave(sessionId, watcher)
  }
}

/** Looks again where the room has been read from a later change on: who was shut out meanwhile would not be noticed. */
async function letIn(room: Room, look: () => Promise<Watchable>): Promise<Watchable> {
  for (;;) {
    const watchable = await look()
    if (room.readFrom(watchable.session.roomSequence)) return watchable
  }
}

/** The audience's stream tells of the session's end, so an admission lasts until the subscriber ends it. */
async function waitForEnd(watcher: Watcher, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    watcher.assertLetIn()
    await watcher.wait(signal)
  }
}

interface Following {
  room: Room
  watcher: Watcher
  session: LiveSessionModel
  from: number
  signal: AbortSignal
}

async function* followRoom(following: Following): AsyncGenerator<StreamItem<RoomEvent>> {
  const { room, watcher, session, signal } = following
  let { from } = following
  while (!signal.aborted) {
    watcher.assertLetIn()
    const changes = await room.changesAfter(from)
    for (const change of changes) {
      watcher.assertLetIn()
      if (change.event) yield { kind: 'EVENT', event: change.event, cursor: change.event.id }
      if (isLast(change)) return
      from = change.sequence
    }
    if (isOver(session) && from >= session.roomSequence) return
    if (changes.length === 0) await watcher.wait(signal)
  }
}

const isOver = ({ status }: LiveSessionModel): boolean => status !== 'SCHEDULED' && status !== 'LIVE'
