import { requiredText } from '@lms/kit/input'
import { z } from 'zod'

const DAY_SECONDS = 24 * 60 * 60

export const title = requiredText(200)

/** A length of, or a place in, a lesson. */
export const seconds = z
  .int()
  .min(0, 'must not be negative')
  .max(DAY_SECONDS, `must be at most ${DAY_SECONDS} seconds (a day)`)

/** A place from 1; absent means the end. */
export const position = z.int().min(1, 'must be at least 1').nullish()

/** Sections of a course, and lessons of a section: both are read as whole lists. */
export const LONGEST_LIST = 100
