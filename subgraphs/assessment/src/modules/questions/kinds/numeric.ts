import { Decimal } from '@prisma/client/runtime/client'
import { z } from 'zod'
import { ALL, exactly, gradedKind, NOTHING, noOptions } from '../question-kind.ts'

const LARGEST = 1e15

const number = z.number('is required').min(-LARGEST, 'is too small').max(LARGEST, 'is too large')
const tolerance = z.number().min(0, 'must not be negative').max(LARGEST, 'is too large').default(0)

/** A number: right within the tolerance either way, else nothing. */
export const numeric = gradedKind({
  content: z.object({ options: noOptions, answer: exactly({ number, tolerance }) }),
  key: z.object({ number: z.number(), tolerance: z.number() }),
  given: z.object({ number: z.number() }),
  answer: () => exactly({ number }),
  // In decimals, as people write them: in binary 0.4 lies further from 0.3 than 0.1.
  grade: (key, answer) =>
    new Decimal(answer.number).minus(key.number).abs().lessThanOrEqualTo(key.tolerance) ? ALL : NOTHING,
})
