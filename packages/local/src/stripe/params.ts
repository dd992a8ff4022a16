import { z } from 'zod'

/** Amount in minor units, as it stands in a form. */
export const Amount = z
  .string()
  .regex(/^\d+$/, 'must be an integer')
  .transform(Number)
  .refine((amount) => amount >= 1 && amount <= 99_999_999, 'must be between 1 and 99999999')

export const Currency = z
  .string()
  .transform((currency) => currency.toLowerCase())
  .refine((currency) => Intl.supportedValuesOf('currency').includes(currency.toUpperCase()), 'must be an ISO 4217 code')

export const Metadata = z.record(z.string().max(40), z.string().max(500)).default({})

export const Flag = z.enum(['true', 'false']).transform((flag) => flag === 'true')
