import { DomainError } from '@lms/kit/errors'
import { type Bell, createBell } from '@lms/kit/events/bell'
import type { Viewer } from '@lms/kit/viewer'

/** Somebody who watches a session from this process. */
export class Watcher {
  readonly userId: string | null
  readonly #bell: Bell = createBell()
  readonly #mayWatch: () => Promise<unknown>
  /** What happened up to here was taken into account when the viewer was let in; null before that. */
  #since: number | null = null
  #end: { sequence: number; reason: unknown } | null = null
  #follows = true

  /** @param mayWatch rejects with the reason why the viewer may not */
  constructor(viewer: Viewer, mayWatch: () => Promise<unknown>) {
    this.userId = viewer.kind === 'user' ? viewer.id : null
    this.#mayWatch = mayWatch
  }

  /** Lets the viewer in as of a number; who was admitted does not follow the changes. */
  letIn(sequence: number, { follows }: { follows: boolean }): void {
    this.#since = sequence
    this.#follows = follows
    if (this.#end && this.#end.sequence <= sequence) this.#end = null
  }

  hear(): void {
    if (this.#follows) this.#bell.ring()
  }

  /** Shuts the viewer out, unless it was let in after that. */
  end(sequence: number, reason: unknown): void {
    if (this.#since !== null && (this.#end !== null || sequence <= this.#since)) return
    this.#end = { sequence, reason }
    this.#bell.ring()
  }

  /** Why the viewer may not watch any more; null while it may. */
  async recheck(): Promise<unknown> {
    try {
      await this.#mayWatch()
      return null
    } catch (error) {
      const invisible = error instanceof DomainError && error.extensions.code === 'NOT_FOUND'
      return invisible ? new DomainError('ENROLLMENT_ENDED', 'You have no access to the course any more.') : error
    }
  }

  /** @throws why the viewer may not watch any more */
  assertLetIn(): void {
    if (this.#end) throw this.#end.reason
  }

  /** Waits for news, or for the end. */
  wait(signal: AbortSignal): Promise<void> {
    return this.#bell.wait(null, signal)
  }
}
