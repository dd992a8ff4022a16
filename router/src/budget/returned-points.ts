import type { BucketShape } from '@lms/kit/token-bucket'

/** How long returned points wait for another step on their bucket that takes them along. */
const LONGEST_WAIT_MS = 50

/** Points on their way back to shared buckets: most callers ask again at once, and one step then does for two. */
export interface ReturnedPoints {
  add(key: string, shape: BucketShape, points: number): void
  /** Answers what waits for a bucket, and leaves bringing it there to the caller. */
  claim(key: string): number
}

export function collectReturnedPoints(
  giveBack: (key: string, shape: BucketShape, points: number) => void,
): ReturnedPoints {
  const waiting = new Map<string, { shape: BucketShape; points: number }>()
  let isDue = false
  const giveAllBack = () => {
    isDue = false
    for (const [key, { shape, points }] of waiting) giveBack(key, shape, points)
    waiting.clear()
  }
  return {
    add(key, shape, points) {
      if (points === 0) return
      waiting.set(key, { shape, points: points + (waiting.get(key)?.points ?? 0) })
      if (!isDue) setTimeout(giveAllBack, LONGEST_WAIT_MS)
      isDue = true
    },
    claim(key) {
      const points = waiting.get(key)?.points ?? 0
      waiting.delete(key)
      return points
    },
  }
}
