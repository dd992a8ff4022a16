import type { BucketShape } from '@lms/kit/token-bucket'

/** Operations that are paid for ahead: with so many, the step is a small part of what each of them costs the router. */
const OPERATIONS_AHEAD = 128
/**
 * Part of a bucket that may be on hand for that: what restores in a second by the defaults. All other replicas miss it for a
 * moment. One that empties the bucket just then refuses so much too soon, but never an operation dearer than this.
 */
const LARGEST_PART = 0.01

/** Points that a step takes along for operations to come like this one; 0 where they would not pay for another one. */
export function sparePoints(points: number, { capacity }: BucketShape): number {
  const spare = Math.floor(Math.min(points * OPERATIONS_AHEAD, capacity * LARGEST_PART))
  return spare < points ? 0 : spare
}
