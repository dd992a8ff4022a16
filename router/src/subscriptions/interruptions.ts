/** How long a stream that never began is waited for: a subgraph may just be replaced. */
const START_MS = 2_000
/** So many breaks, each so soon after the one before, are more than bad luck: perhaps an event that is too large to come. */
const MOST_BREAKS = 20
const SOON_MS = 10_000

/** Decides whether a stream that broke off is asked for again. */
export class Interruptions {
  readonly #resumeMs: number
  #wasAsked = false
  #awaySince: number | null = null
  #breaks = 0
  #lastBreak = Number.NEGATIVE_INFINITY

  /** @param resumeMs how long a stream may be away */
  constructor(resumeMs: number) {
    this.#resumeMs = resumeMs
  }

  /** Something came. */
  over(): void {
    this.#wasAsked = true
    this.#awaySince = null
  }

  /**
   * @param asked whether the subgraph had been asked this time
   * @param knowsPlace whether it can be asked to go on where it was
   */
  judge(asked: boolean, knowsPlace: boolean): 'again' | 'unavailable' | 'interrupted' {
    const now = performance.now()
    this.#awaySince ??= now
    this.#wasAsked ||= asked
    const away = now - this.#awaySince
    if (!this.#wasAsked) return away > START_MS ? 'unavailable' : 'again'
    if (asked) {
      this.#breaks = now - this.#lastBreak < SOON_MS ? this.#breaks + 1 : 1
      this.#lastBreak = now
    }
    return knowsPlace && this.#breaks <= MOST_BREAKS && away <= this.#resumeMs ? 'again' : 'interrupted'
  }
}
