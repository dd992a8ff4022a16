import { liveSessionScheduled } from '@lms/contracts/live-session'
import { refuse } from '@lms/kit/errors'
import { newId } from '@lms/kit/ids'
import { checkInput, idText, requiredText } from '@lms/kit/input'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { LiveSessionModel } from '../../generated/prisma/models.ts'
import { appendSessionEvent } from './append-session-event.ts'
import { checkPlan, planFields } from './plan-input.ts'
import { refuseOverlap } from './refuse-overlap.ts'

const NewSession = z.object({
  courseId: idText,
  title: requiredText(200),
  ...planFields,
  capacity: z
    .int()
    .min(1, 'must be at least 1')
    .max(5_000, 'must be at most 5000')
    .nullish()
    .transform((capacity) => capacity ?? 100),
})

/**
 * Plans a session that the course's instructor hosts. Refuses NOT_FOUND for a course that the viewer does not teach,
 * HOST_OVERLAP, and a plan that cannot be.
 */
export async function scheduleLiveSession(ctx: Context, input: unknown): Promise<LiveSessionModel> {
  const { transact, clock, cause, loaders } = ctx
  const { courseId, title, capacity, ...plan } = checkInput(NewSession, input)
  if (!(await loaders.courseAccess.teaches(courseId))) refuse('NOT_FOUND', 'There is no such course.', 'courseId')
  const now = clock.now()
  const times = checkPlan(plan, now)
  return transact(async (tx) => {
    const { instructorId } = await tx.rosterCourse.findUniqueOrThrow({ where: { courseId } })
    const data = { ...plan, ...times, courseId, hostId: instructorId, title, capacity, createdAt: now }
    const session = await refuseOverlap(
      tx.liveSession.create({ data: { id: newId('live'), status: 'SCHEDULED', ...data } }),
    )
    await appendSessionEvent(tx, liveSessionScheduled, session, { time: now, cause })
    return session
  })
}
