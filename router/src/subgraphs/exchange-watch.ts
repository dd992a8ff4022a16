/** An exchange with a subgraph that is under way. */
export interface Watched {
  /** Where the watch keeps it, or `NOWHERE`. */
  place: number
  /**
   * Ends it where it has taken too long, or where nobody waits for it any more.
   * @param now on the clock of `performance`
   */
  look(now: number): void
}

/** The place of an exchange that no watch keeps. */
export const NOWHERE = -1

/** How much later than it should an exchange may end. */
const LOOK_EVERY_MS = 25

/**
 * Looks after all exchanges now and then: a timer and a listener for each, set and taken back for every answer, cost as much
 * as parsing it.
 */
export class ExchangeWatch {
  // Not a set: those that it outgrows refer to their successors, and one that became old would keep all of them and what was
  // in them until the whole heap is collected.
  readonly #underWay: Watched[] = []
  #timer: NodeJS.Timeout | null = null

  add(exchange: Watched): void {
    exchange.place = this.#underWay.push(exchange) - 1
    this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS).unref()
  }

  delete(exchange: Watched): void {
    const { place } = exchange
    // One that was aborted ends twice.
    if (place === NOWHERE) return
    exchange.place = NOWHERE
    const last = this.#underWay.pop()
    if (!last || last === exchange) return
    this.#underWay[place] = last
    last.place = place
  }

  #look(): void {
    const now = performance.now()
    for (const exchange of [...this.#underWay]) exchange.look(now)
    if (this.#underWay.length > 0 || !this.#timer) return
    clearInterval(this.#timer)
    this.#timer = null
  }
}
