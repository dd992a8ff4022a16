import type { Deps } from '../../deps.ts'
import { Room } from './room.ts'
import type { Watcher } from './watcher.ts'

/** The sessions that somebody watches from this process. */
export interface Rooms {
  /** Joins those who watch a session. Nothing is read for it before `Room.readFrom`. */
  enter(sessionId: string, watcher: Watcher): Room
  leave(sessionId: string, watcher: Watcher): void
}

export function createRooms(deps: Pick<Deps, 'db' | 'bells' | 'log'>): Rooms {
  const rooms = new Map<string, Room>()
  return {
    enter(sessionId, watcher) {
      const room = rooms.get(sessionId) ?? new Room(deps, sessionId)
      rooms.set(sessionId, room)
      room.add(watcher)
      return room
    },
    leave(sessionId, watcher) {
      if (!rooms.get(sessionId)?.remove(watcher)) rooms.delete(sessionId)
    },
  }
}
