/**
 * Resolves events as they come, several at a time, and hands them on in the order in which they came.
 * `resolve` must not reject.
 */
export class EventPipeline<Event, Resolved> {
  readonly #resolve: (event: Event) => Promise<Resolved>
  readonly #deliver: (resolved: Resolved) => void
  #last: Promise<void> = Promise.resolve()
  #pending = 0
  #generation = 0

  constructor(resolve: (event: Event) => Promise<Resolved>, deliver: (resolved: Resolved) => void) {
    this.#resolve = resolve
    this.#deliver = deliver
  }

  /** Events that were taken and not yet handed on. */
  get pending(): number {
    return this.#pending
  }

  take(event: Event): void {
    const resolved = this.#resolve(event)
    this.#pending += 1
    this.#next(async () => {
      const value = await resolved
      return () => {
        this.#pending -= 1
        this.#deliver(value)
      }
    })
  }

  /** Runs when everything that was taken so far has been handed on. */
  afterPending(run: () => void): void {
    this.#next(async () => run)
  }

  /** Forgets everything that was not yet handed on. */
  discard(): void {
    this.#generation += 1
    this.#pending = 0
    this.#last = Promise.resolve()
  }

  #next(prepare: () => Promise<() => void>): void {
    const generation = this.#generation
    this.#last = this.#last.then(prepare).then((run) => {
      if (generation === this.#generation) run()
    })
  }
}
