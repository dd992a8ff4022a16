import { refuse } from '@lms/kit/errors'
import { newId } from '@lms/kit/ids'
import { checkInput, idText, optionalText } from '@lms/kit/input'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context, Tx } from '../../context.ts'
import type { CourseModel, ReviewModel } from '../../generated/prisma/models.ts'
import { visibleCourses } from '../catalogue/visible-courses.ts'
import { accessState } from '../enrollments/access-state.ts'
import { type Learner, lockLearner } from '../enrollments/lock-learner.ts'

const NewReview = z.object({
  courseId: idText,
  rating: z.int().min(1, 'must be at least 1').max(5, 'must be at most 5'),
  body: optionalText(5_000),
})

/** Rates a course; a learner has one rating, the latest. Refuses NOT_FOUND and NOT_ENROLLED. */
export function reviewCourse(ctx: Context, input: unknown): Promise<{ review: ReviewModel; course: CourseModel }> {
  const { courseId, rating, body } = checkInput(NewReview, input)
  const authorId = signedInId(ctx.viewer)
  const learner = { courseId, userId: authorId }
  const now = ctx.clock.now()
  return ctx.transact(async (tx) => {
    // Makes a learner's two reviews at once take turns, so that the sums below hold.
    await lockLearner(tx, learner)
    await requireLearner(tx, ctx, learner)
    const where = { courseId_authorId: { courseId, authorId } }
    const before = await tx.review.findUnique({ where })
    const review = await tx.review.upsert({
      where,
      create: { id: newId('review'), courseId, authorId, rating, body, createdAt: now, updatedAt: now },
      update: { rating, body, updatedAt: now },
    })
    const course = await tx.course.update({
      where: { id: courseId },
      data: {
        ratingCount: { increment: before ? 0 : 1 },
        ratingSum: { increment: rating - (before?.rating ?? 0) },
      },
    })
    return { review, course }
  })
}

async function requireLearner(tx: Tx, { viewer, clock }: Context, { courseId, userId }: Learner): Promise<void> {
  const found = await tx.course.findMany({ where: { id: courseId } })
  const visible = await visibleCourses(tx, viewer, found)
  if (visible.length === 0) refuse('NOT_FOUND', 'There is no such course.', 'courseId')
  const enrollment = await tx.enrollment.findUnique({
    where: { courseId_userId: { courseId, userId } },
    include: { grants: true },
  })
  if (!enrollment || accessState(enrollment.grants, clock.now()) !== 'ACTIVE') {
    refuse('NOT_ENROLLED', 'Only who is enrolled in a course can review it.', 'courseId')
  }
}
