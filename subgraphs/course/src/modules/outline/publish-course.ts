import { coursePublished } from '@lms/contracts/course'
import { Refusal, refuse } from '@lms/kit/errors'
import { checkInput, idText } from '@lms/kit/input'
import { z } from 'zod'
import type { Context, Tx } from '../../context.ts'
import type { CourseModel } from '../../generated/prisma/models.ts'
import { appendCourseEvent } from '../catalogue/append-course-event.ts'
import { lockOwnCourse } from '../catalogue/lock-own-course.ts'
import type { LessonRow } from './find-outlines.ts'
import { freezeDraft } from './freeze-draft.ts'
import { unreadyLessons } from './unready-lessons.ts'
import { DRAFT } from './version-key.ts'

const Published = z.object({ courseId: idText })

/**
 * Offers the draft as the next version. Refuses NOT_FOUND, NO_LESSONS and, per lesson, that what it is made of is not
 * ready.
 */
export function publishCourse(ctx: Context, input: unknown): Promise<CourseModel> {
  const { courseId } = checkInput(Published, input)
  const now = ctx.clock.now()
  return ctx.transact(async (tx) => {
    const course = await lockOwnCourse(tx, ctx.viewer, courseId)
    if (course.status === 'PUBLISHED' && !course.draftChanged) return course
    const lessons = await requireReady(tx, course)
    const versionNumber = course.publishedVersion + (course.draftChanged ? 1 : 0)
    if (course.draftChanged) await freezeDraft(tx, { courseId, versionNumber, lessons, now })
    const published = await tx.course.update({
      where: { id: courseId },
      data: {
        status: 'PUBLISHED',
        publishedVersion: versionNumber,
        draftChanged: false,
        aggregateVersion: { increment: 1 },
        ...(course.publishedVersion === 0 ? { listedAt: now } : {}),
      },
    })
    await appendCourseEvent(tx, coursePublished, published, { versionNumber }, ctx)
    return published
  })
}

async function requireReady(tx: Tx, course: CourseModel): Promise<LessonRow[]> {
  const lessons = await tx.lesson.findMany({
    where: { courseId: course.id, versionNumber: DRAFT },
    omit: { body: true },
    orderBy: [{ section: { position: 'asc' } }, { position: 'asc' }],
  })
  if (lessons.length === 0) return refuse('NO_LESSONS', 'Add at least one section with a lesson first.', 'courseId')
  const ids = lessons.flatMap(({ resourceId }) => resourceId ?? [])
  const problems = unreadyLessons(lessons, await tx.resource.findMany({ where: { id: { in: ids } } }), course)
  if (problems.length > 0) throw new Refusal(problems)
  return lessons
}
