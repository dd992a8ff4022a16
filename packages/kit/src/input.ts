import { z } from 'zod'
import { Refusal, userError } from './errors.ts'

/**
 * Checks a mutation's input by a zod schema and refuses with every problem at once.
 * The code of a user error is zod's issue code in capitals (TOO_SMALL, TOO_BIG, INVALID_FORMAT …) or `params.code`.
 */
export function checkInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  throw new Refusal(
    parsed.error.issues.map((issue) =>
      userError(issueCode(issue), issue.message, ['input', ...issue.path.map(String)]),
    ),
  )
}

function issueCode(issue: z.core.$ZodIssue): string {
  if (issue.code === 'custom' && typeof issue.params?.code === 'string') return issue.params.code
  return issue.code === 'custom' ? 'INVALID' : issue.code.toUpperCase()
}

// PostgreSQL text cannot hold NUL, and a lone surrogate would be replaced silently on its way to UTF-8.
const storable = (text: string) => text.isWellFormed() && !text.includes('\u0000')
const storableRule = { message: 'must be well-formed text without NUL', params: { code: 'INVALID_TEXT' } }

/** Trimmed text that is not empty and has at most `maximum` UTF-16 units. */
export const requiredText = (maximum: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(maximum, `must have at most ${maximum} characters`)
    .refine(storable, storableRule)

/** Like `requiredText`, but absent, null and empty all mean null. */
export const optionalText = (maximum: number) =>
  z
    .string()
    .trim()
    .max(maximum, `must have at most ${maximum} characters`)
    .refine(storable, storableRule)
    .nullish()
    .transform((text) => text || null)

/** An id as a client sends it; whether it exists is the operation's question. */
export const idText = z.string().min(1, 'must not be empty').max(100, 'is not an id').refine(storable, storableRule)

/** A BCP 47 language tag, for example `en` or `pt-BR`, in its canonical form. */
export const languageTag = z
  .string()
  .max(35)
  .transform((tag, issues) => {
    try {
      return Intl.getCanonicalLocales(tag)[0] ?? tag
    } catch {
      issues.addIssue({ code: 'custom', message: 'is not a BCP 47 language tag', params: { code: 'INVALID_LOCALE' } })
      return z.NEVER
    }
  })

/** An IANA time zone by any of its names, for example `Asia/Kolkata`; a mere offset is none. */
export const timeZoneName = z
  .string()
  .max(60)
  .refine(isTimeZone, { message: 'is not an IANA time zone', params: { code: 'INVALID_TIME_ZONE' } })

/** Asked of the formatter, because the list of `Intl.supportedValuesOf` lacks every name but one of a zone. */
function isTimeZone(name: string): boolean {
  try {
    return /^[a-z]/i.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }) !== null
  } catch {
    return false
  }
}

/** An instant after `now`; the code is IN_PAST. */
export const futureInstant = (now: Date) =>
  z.date().refine((instant) => instant > now, { message: 'must be in the future', params: { code: 'IN_PAST' } })
