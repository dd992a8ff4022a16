import { setImmediate as nextTurn } from 'node:timers/promises'
import { DomainError } from '@lms/kit/errors'
import { follow } from '@lms/kit/streams/follow'
import type { Deps } from '../../deps.ts'
import { CHANGES_AT_A_TIME, readRoomChanges } from './read-room-changes.ts'
import { banned } from './require-watchable.ts'
import type { RoomChange } from './room-event.ts'
import { roomTopic } from './room-topic.ts'
import type { Watcher } from './watcher.ts'

/** How many changes stay in memory for who lags behind; what is older is read again. */
const KEPT = 500

/**
 * A session as those see it who watch it from this process: what happens is read once, in order, and handed to all of
 * them. Who is not to see it any more is out before what came later is handed on.
 */
export class Room {
  readonly #deps: Pick<Deps, 'db' | 'bells' | 'log'>
  readonly #sessionId: string
  readonly #watchers = new Set<Watcher>()
  readonly #closing = new AbortController()
  /** The latest changes, without a gap. */
  #kept: RoomChange[] = []
  #first: number | null = null
  #latest = 0

  constructor(deps: Pick<Deps, 'db' | 'bells' | 'log'>, sessionId: string) {
    this.#deps = deps
    this.#sessionId = sessionId
  }

  add(watcher: Watcher): void {
    this.#watchers.add(watcher)
  }

  /** @returns whether somebody is left; without anybody nothing is read any more */
  remove(watcher: Watcher): boolean {
    this.#watchers.delete(watcher)
    if (this.#watchers.size === 0) this.#closing.abort()
    return this.#watchers.size > 0
  }

  /**
   * Has everything behind a number read, from now on.
   * @returns false where it is read from a later number on already: what came between is not known here
   */
  readFrom(sequence: number): boolean {
    if (this.#first === null) {
      this.#first = this.#latest = sequence
      void this.#read()
    }
    return sequence >= this.#first
  }

  /** Some of what came after a number, in order; none while nothing came. */
  async changesAfter(sequence: number): Promise<readonly RoomChange[]> {
    if (sequence >= this.#latest) return []
    const oldest = this.#kept[0]?.sequence ?? Number.POSITIVE_INFINITY
    if (sequence + 1 >= oldest) return this.#kept.slice(sequence + 1 - oldest)
    return readRoomChanges(this.#deps.db, this.#sessionId, { after: sequence, upTo: this.#latest })
  }

  async #read(): Promise<void> {
    const { db, bells, log } = this.#deps
    const list = {
      ...{ bells, log, topic: roomTopic(this.#sessionId), from: this.#latest, signal: this.#closing.signal },
      atATime: CHANGES_AT_A_TIME,
      read: (after: number) => readRoomChanges(db, this.#sessionId, { after }),
      numberOf: ({ sequence }: RoomChange) => sequence,
    }
    try {
      for await (const changes of follow(list)) await this.#take(changes)
    } catch (error) {
      for (const watcher of this.#watchers) watcher.end(Number.POSITIVE_INFINITY, error)
      // Who comes before all of them are gone begins anew.
      this.#first = null
      this.#kept = []
    }
  }

  async #take(changes: RoomChange[]): Promise<void> {
    let ended = false
    for (const change of changes) ended = (await this.#endWatching(change)) || ended
    // Their subscribers are told in this turn of the event loop.
    if (ended) await nextTurn()
    this.#kept = [...this.#kept, ...changes].slice(-KEPT)
    this.#latest = changes.at(-1)?.sequence ?? this.#latest
    for (const watcher of this.#watchers) watcher.hear()
  }

  /** Ends what somebody sees whom a change shuts out. */
  async #endWatching({ sequence, kind, userId }: RoomChange): Promise<boolean> {
    if (kind !== 'PARTICIPANT_REMOVED' && kind !== 'PARTICIPANT_BANNED' && kind !== 'ENROLLMENT_ENDED') return false
    const own = [...this.#watchers].filter((watcher) => watcher.userId === userId)
    for (const watcher of own) {
      const reason =
        kind === 'PARTICIPANT_REMOVED' ? removed() : kind === 'PARTICIPANT_BANNED' ? banned() : await watcher.recheck()
      if (reason !== null) watcher.end(sequence, reason)
    }
    return own.length > 0
  }
}

const removed = () => new DomainError('PARTICIPANT_REMOVED', 'A leader of the session removed you.')
