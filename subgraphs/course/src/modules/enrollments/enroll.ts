import { refuse } from '@lms/kit/errors'
import { checkInput, idText } from '@lms/kit/input'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context, Tx } from '../../context.ts'
import type { CourseModel } from '../../generated/prisma/models.ts'
import { lockCourse } from '../catalogue/lock-course.ts'
import { visibleCourses } from '../catalogue/visible-courses.ts'
import { accessState } from './access-state.ts'
import { admit } from './admit.ts'
import { lockLearner } from './lock-learner.ts'
import type { EnrollmentMapper } from './schema.mappers.ts'

const Enrolled = z.object({ courseId: idText })

/**
 * Enrols the viewer in a course that is free; whoever has access already keeps it.
 * Refuses NOT_FOUND, PAYMENT_REQUIRED and COURSE_CLOSED.
 */
export function enroll(ctx: Context, input: unknown): Promise<EnrollmentMapper> {
  const { courseId } = checkInput(Enrolled, input)
  const { viewer, clock } = ctx
  const userId = signedInId(viewer)
  return ctx.transact(async (tx) => {
    await lockLearner(tx, { courseId, userId })
    const found = await lockCourse(tx, courseId)
    const [course] = found ? await visibleCourses(tx, viewer, [found]) : []
    if (!course) return refuse('NOT_FOUND', 'There is no such course.', 'courseId')
    const enrollment = await tx.enrollment.findUnique({
      where: { courseId_userId: { courseId, userId } },
      include: { grants: true },
    })
    if (enrollment && accessState(enrollment.grants, clock.now()) === 'ACTIVE') return enrollment
    await requireFree(tx, course)
    return admit(tx, course, userId, { source: 'FREE', sourceId: null, validFrom: clock.now() }, ctx)
  })
}

async function requireFree(tx: Tx, { id: courseId, status }: CourseModel): Promise<void> {
  const price = status === 'PUBLISHED' ? await tx.price.findUnique({ where: { courseId } }) : null
  if (!price) return refuse('COURSE_CLOSED', 'This course takes nobody at the moment.', 'courseId')
  if (price.minorUnits > 0n) refuse('PAYMENT_REQUIRED', 'This course has to be bought.', 'courseId')
}
