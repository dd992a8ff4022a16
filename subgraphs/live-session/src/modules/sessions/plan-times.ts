import { Temporal } from 'temporal-polyfill'

/** A plan as people make it: by the clock on the wall. */
export interface Plan {
  /** Date and time without a zone, for example 2026-12-01T10:00. */
  startsAtLocal: string
  /** IANA name. */
  timeZone: string
  durationMinutes: number
}

/** The instants that a plan comes to, beside the wall-clock start in full. */
export interface PlannedTimes {
  startsAtLocal: string
  startsAt: Date
  endsAt: Date
}

/**
 * Finds the instants of a plan. Where clocks are put forward over the start, it counts as much later as they are put
 * forward (02:30 becomes 03:30); where they are put back over it, the first of the two is meant: what calendars do
 * (RFC 5545 §3.3.5). The session lasts its minutes whatever clocks do meanwhile.
 * @throws RangeError when the start is no date and time
 */
export function planTimes({ startsAtLocal, timeZone, durationMinutes }: Plan): PlannedTimes {
  const wall = Temporal.PlainDateTime.from(startsAtLocal, { overflow: 'reject' })
  const start = wall.toZonedDateTime(timeZone, { disambiguation: 'compatible' })
  return {
    startsAtLocal: wall.toString({ smallestUnit: 'second' }),
    startsAt: new Date(start.epochMilliseconds),
    endsAt: new Date(start.epochMilliseconds + durationMinutes * 60_000),
  }
}
