import type { Clock } from '@lms/kit/clock'
import type { BucketShape, BucketStep } from '@lms/kit/token-bucket'
import { sparePoints } from './spare-points.ts'

/** Makes a step on the shared bucket; null when it does not answer. */
export type SharedTake = (points: number, spare: number) => Promise<BucketStep | null>

/**
 * What this process has of one shared bucket: points that were taken out of it and that nobody has spent yet. They pay for
 * the caller's next operations as long as the bucket was at least half full a moment ago; below that every operation is
 * a step on the bucket, which takes what is on hand along.
 */
export class PointsOnHand {
  /** As the caller's last operation had it. */
  shape: BucketShape
  readonly #clock: Clock
  #points = 0
  /** What the bucket held after the last step, and when; null where that is not known. */
  #bucket: { readonly left: number; readonly at: number } | null = null
  /** Whether `#bucket` is of this moment. */
  #isFresh = false
  #isUsed = true
  #stepsUnderWay = 0
  /** A step that brings spare points, and how many of them nobody waits for. */
  #coming: { points: number; readonly step: Promise<BucketStep | null> } | null = null

  constructor(shape: BucketShape, clock: Clock) {
    this.shape = shape
    this.#clock = clock
  }

  /** Says that the bucket is in use, and as what. */
  use(shape: BucketShape): this {
    const { capacity, restorePerSecond } = this.shape
    if (shape.capacity !== capacity || shape.restorePerSecond !== restorePerSecond) this.#bucket = null
    this.shape = shape
    this.#isUsed = true
    return this
  }

  /** Called once in a moment. Answers what has to go back when nobody used it since the last call, else null. */
  lookAfter(): number | null {
    const isIdle = !this.#isUsed && this.#stepsUnderWay === 0
    this.#isUsed = false
    this.#isFresh = false
    return isIdle ? this.#points : null
  }

  /** Whole points that the caller has: in the bucket as last known, restored there since, and on hand. */
  available(): number {
    const { capacity, restorePerSecond } = this.shape
    const { left, at } = this.#bucket ?? { left: 0, at: 0 }
    const elapsed = this.#bucket ? Math.max(0, this.#clock.now().getTime() - at) : 0
    return Math.min(capacity, left + Math.floor((elapsed * restorePerSecond) / 1000 + this.#points))
  }

  add(points: number): void {
    this.#points += points
  }

  /** Takes from what is on hand, where that serves. */
  spend(points: number): boolean {
    if (!this.#isFresh || !this.#isAmple() || points > this.#points) return false
    this.#points -= points
    return true
  }

  /** A step under way that brings enough for such an operation, null where there is none; the step is null without answer. */
  expect(points: number): Promise<BucketStep | null> | null {
    if (!this.#coming || this.#coming.points < points) return null
    this.#coming.points -= points
    return this.#coming.step
  }

  /** Takes points from the bucket, and some to spare where it has plenty; what is on hand goes along. */
  step(points: number, take: SharedTake): Promise<BucketStep | null> {
    const carried = this.#points
    const spare = this.#isAmple() && !this.#coming ? sparePoints(points, this.shape) : 0
    this.#points = 0
    this.#stepsUnderWay += 1
    const step = take(points - carried, spare).then((state) => {
      if (spare > 0) this.#coming = null
      this.#stepsUnderWay -= 1
      return this.#learn(state, carried)
    })
    if (spare > 0) this.#coming = { points: spare, step }
    return step
  }

  #learn(state: BucketStep | null, carried: number): BucketStep | null {
    this.#bucket = state && { left: state.available, at: this.#clock.now().getTime() }
    this.#isFresh = true
    // Nobody knows whether a step that was not answered was made: what it carried counts as gone.
    if (!state) return null
    if (state.granted) {
      this.#points += state.spare
      return { ...state, available: this.available() }
    }
    this.#points += carried
    return { ...state, available: state.available + carried }
  }

  #isAmple(): boolean {
    return this.#bucket !== null && this.#bucket.left >= this.shape.capacity / 2
  }
}
