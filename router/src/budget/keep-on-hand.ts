import type { Clock } from '@lms/kit/clock'
import type { BucketShape } from '@lms/kit/token-bucket'
import { PointsOnHand } from './points-on-hand.ts'

/** Points that nobody needed between two looks go back; so does what is known of a bucket lose its worth. */
const MOMENT_MS = 50

/** Finds what is on hand of a bucket that is used now. */
export type OnHand = (key: string, shape: BucketShape) => PointsOnHand

/**
 * Keeps points on hand for callers that ask again within a moment. Between one and two moments after the last use, what
 * is left of a bucket goes back in one step and the bucket is forgotten.
 */
export function keepOnHand(clock: Clock, giveBack: (key: string, shape: BucketShape, points: number) => void): OnHand {
  const kept = new Map<string, PointsOnHand>()
  const lookAfterAll = () => {
    for (const [key, onHand] of kept) {
      const unused = onHand.lookAfter()
      if (unused === null) continue
      kept.delete(key)
      if (unused > 0) giveBack(key, onHand.shape, unused)
    }
    if (kept.size > 0) setTimeout(lookAfterAll, MOMENT_MS)
  }
  return (key, shape) => {
    const known = kept.get(key)
    if (known) return known.use(shape)
    if (kept.size === 0) setTimeout(lookAfterAll, MOMENT_MS)
    const onHand = new PointsOnHand(shape, clock)
    kept.set(key, onHand)
    return onHand
  }
}
