/** A part of a file: its number from 1 and its bytes. */
export interface PartPlan {
  number: number
  size: number
}

/** Cuts a file into parts of a size, the last of which may be smaller. */
export function planParts(size: bigint, partSize: number): PartPlan[] {
  const total = Number(size)
  return Array.from({ length: Math.ceil(total / partSize) }, (_, index) => ({
    number: index + 1,
    size: Math.min(partSize, total - index * partSize),
  }))
}
