import { z } from 'zod'

/** Amount in minor units; the SDK's types also allow it as a string. */
export const Amount = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .refine((amount) => Number.isSafeInteger(amount) && amount >= 100, 'The amount must be an integer of at least 100.')

export const Notes = z
  .record(z.string().max(256), z.union([z.string().max(256), z.number()]))
  .refine((notes) => Object.keys(notes).length <= 15, 'Number of fields in notes should be less than or equal to 15')
  .transform((notes): Record<string, string | number> | [] => (Object.keys(notes).length === 0 ? [] : notes))
  .default([])
