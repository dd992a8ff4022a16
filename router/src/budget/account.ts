import type { Caller } from '../caller.ts'
import type { CostBudgets, Reservation } from './cost-budget.ts'

/** Events that are paid for in advance, so that not each of them asks Redis; fewer where the budget is nearly empty. */
const EVENTS_AHEAD = 32
const FEW_EVENTS_AHEAD = 4
/** A budget that held too little is asked again only after this time. */
const RETRY_AFTER_MS = 1_000

interface Lot {
  readonly reservation: Reservation
  readonly points: number
}

/**
 * What a caller pays for as long as it is connected. Points come out of its budget in lots, a new one when half of the
 * last is spent, and what is left goes back at the end: most events cost no step in Redis.
 */
export class Account {
  /** May change with a new token: roles decide on the budget. */
  caller: Caller
  readonly #budgets: CostBudgets | null
  #lots: Lot[] = []
  #left = 0
  #filling: Promise<void> | null = null
  #refusedAt = Number.NEGATIVE_INFINITY
  #isClosed = false

  /** @param budgets null where nothing is charged */
  constructor(budgets: CostBudgets | null, caller: Caller) {
    this.#budgets = budgets
    this.caller = caller
  }

  /**
   * Takes points at once.
   * @param event what an event to come may cost: some of those are paid for, too, where the budget has enough
   * @throws RequestRefusal THROTTLED, or MAX_COST_EXCEEDED for more than the whole budget
   */
  async take(points: number, event = 0): Promise<void> {
    if (!this.#budgets) return
    if (this.#left < points + event) await this.#fill([points + event * EVENTS_AHEAD, points])
    this.#left -= points
  }

  /**
   * Pays for an event that was sent, without waiting: by the time that a lot is spent the next one is there.
   * @returns whether the caller could afford it
   */
  pay(points: number): boolean {
    if (!this.#budgets) return true
    this.#left -= points
    const lot = this.#lots.at(-1)?.points ?? 0
    if (this.#left < lot / 2 || this.#left < 0) this.#fillAhead(points)
    return this.#left >= 0 || this.#filling !== null
  }

  /** Gives back what was not spent. */
  close(): void {
    this.#isClosed = true
    let back = Math.floor(this.#left)
    for (const { reservation, points } of this.#lots.reverse()) {
      const unused = Math.max(0, Math.min(points, back))
      back -= unused
      void reservation.settle(points - unused)
    }
    this.#lots = []
  }

  #fillAhead(points: number): void {
    if (this.#filling || performance.now() - this.#refusedAt < RETRY_AFTER_MS) return
    const owed = Math.max(0, Math.ceil(-this.#left))
    this.#filling = this.#fill([owed + points * EVENTS_AHEAD, owed + points * FEW_EVENTS_AHEAD])
      .catch(() => {
        this.#refusedAt = performance.now()
      })
      .finally(() => {
        this.#filling = null
      })
  }

  /** Adds as many points as the budget has of these amounts, the first one first. */
  async #fill([points = 0, ...fewer]: readonly number[]): Promise<void> {
    try {
      const reservation = await this.#budgets?.reserve(this.caller, points)
      if (reservation) this.#add({ reservation, points })
    } catch (error) {
      if (fewer.length === 0) throw error
      await this.#fill(fewer)
    }
  }

  #add(lot: Lot): void {
    this.#left += lot.points
    this.#lots.push(lot)
    // Those that came first are spent first; what of them is spent cannot go back.
    let kept = this.#lots.reduce((sum, { points }) => sum + points, 0)
    while (this.#lots[0] && kept - this.#lots[0].points >= this.#left) kept -= this.#lots.shift()?.points ?? 0
    // It came too late for whoever wanted it.
    if (this.#isClosed) this.close()
  }
}
