import { activity } from './activity.ts'
import { attendance } from './attendance.ts'
import { courses } from './courses.ts'
import { enrollments } from './enrollments.ts'
import { grades } from './grades.ts'
import { lessons } from './lessons.ts'
import { prices } from './prices.ts'
import type { Projection } from './projection.ts'
import { refunds } from './refunds.ts'
import { registrations } from './registrations.ts'
import { sales } from './sales.ts'

/** Everything that is made of the log. */
export const PROJECTIONS: readonly Projection[] = [
  courses,
  prices,
  registrations,
  enrollments,
  lessons,
  activity,
  sales,
  refunds,
  grades,
  attendance,
]
