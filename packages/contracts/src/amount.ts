import { z } from 'zod'

/** An amount of money in an event: minor units as decimal text, because JSON numbers end at 2^53. */
export const EventAmount = z.object({
  minorUnits: z
    .string()
    .regex(/^-?\d+$/)
    .describe("In the currency's smallest unit"),
  currency: z.string().length(3).describe('ISO 4217'),
})
