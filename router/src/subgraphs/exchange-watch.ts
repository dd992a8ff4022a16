/** An exchange with a subgraph that is under way. */
export interface Watched {
  /**
   * Ends it where it has taken too long, or where nobody waits for it any more.
   * @param now on the clock of `performance`
   */
  look(now: number): void
}

/** How much later than it should an exchange may end. */
const LOOK_EVERY_MS = 25

/**
 * Looks after all exchanges now and then: a timer and a listener for each, set and taken back for every answer, cost as much
 * as parsing it.
 */
export class ExchangeWatch {
  readonly #underWay = new Set<Watched>()
  #timer: NodeJS.Timeout | null = null

  add(exchange: Watched): void {
    this.#underWay.add(exchange)
    this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS).unref()
  }

  delete(exchange: Watched): void {
    this.#underWay.delete(exchange)
  }

  #look(): void {
    const now = performance.now()
    for (const exchange of this.#underWay) exchange.look(now)
    if (this.#underWay.size > 0 || !this.#timer) return
    clearInterval(this.#timer)
    this.#timer = null
  }
}
