import { requiredText } from '@lms/kit/input'
import { z } from 'zod'

export const PartnerName = requiredText(200)

/** The bounds of `COST_BUDGET_PARTNER`. */
const whole = (maximum: number) => z.int().min(1, 'must be at least 1').max(maximum, `must be at most ${maximum}`)

export const PartnerBudget = z.object({ capacity: whole(999_999_999), restorePerSecond: whole(9_999_999) })
