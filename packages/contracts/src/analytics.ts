import { z } from 'zod'
import { defineEvent } from './event.ts'
import { EXAMPLE } from './examples.ts'
import { erasureReceipt, exportReceipt } from './privacy.ts'

export const riskDetected = defineEvent({
  domain: 'analytics',
  fact: 'risk-detected',
  version: 1,
  aggregate: 'enrollment',
  summary: 'A learner is likely to give up.',
  consumers: { notification: 'tells the instructor' },
  data: z.object({ enrollmentId: z.string(), courseId: z.string(), userId: z.string(), reasons: z.array(z.string()) }),
  example: {
    enrollmentId: EXAMPLE.enrollment,
    courseId: EXAMPLE.course,
    userId: EXAMPLE.user,
    reasons: ['NO_ACTIVITY'],
  },
  planned: true,
})

export const analyticsErased = erasureReceipt('analytics')
export const analyticsCollected = exportReceipt('analytics')
