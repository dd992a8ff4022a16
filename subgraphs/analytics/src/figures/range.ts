import { DomainError } from '@lms/kit/errors'
import { Prisma } from '../generated/prisma/client.ts'

/** A time that includes its beginning and not its end; null reaches without limit. */
export interface Range {
  from: Date | null
  to: Date | null
}

/** A range with both ends. */
export type BoundedRange = { [End in keyof Range]: Date }

export const ALL_TIME: Range = { from: null, to: null }

const DEFAULT_DAYS = 30
const DAY_MS = 24 * 60 * 60_000
const LONGEST_YEARS = 5

/** The range that a client asks for; the last 30 days when it asks for none. Throws BAD_USER_INPUT. */
export function checkRange(range: BoundedRange | null | undefined, now: Date): BoundedRange {
  if (!range) return { from: new Date(now.getTime() - DEFAULT_DAYS * DAY_MS), to: now }
  const { from, to } = range
  if (from >= to) throw badRange('range.from must be before range.to.')
  // PostgreSQL knows no year 0, which is a year in RFC 3339.
  if (from.getTime() < 0) throw badRange('range must not begin before 1970.')
  const latest = new Date(from)
  latest.setUTCFullYear(latest.getUTCFullYear() + LONGEST_YEARS)
  if (to > latest) throw badRange(`range must span at most ${LONGEST_YEARS} years.`)
  return { from, to }
}

const badRange = (message: string) => new DomainError('BAD_USER_INPUT', message)

/** Whether an instant lies in the range, as a condition. */
export function within(instant: Prisma.Sql, { from, to }: Range): Prisma.Sql {
  // Prisma sends dates without their zone.
  const [earliest, end] = [from?.toISOString() ?? '-infinity', to?.toISOString() ?? 'infinity']
  return Prisma.sql`(${instant} >= ${earliest}::timestamptz and ${instant} < ${end}::timestamptz)`
}

export const rangeKey = ({ from, to }: Range): string => `${from?.getTime()}–${to?.getTime()}`
