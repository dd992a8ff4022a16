import { courseArchived } from '@lms/contracts/course'
import { checkInput, idText } from '@lms/kit/input'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { CourseModel } from '../../generated/prisma/models.ts'
import { appendCourseEvent } from './append-course-event.ts'
import { lockOwnCourse } from './lock-own-course.ts'

const Archived = z.object({ courseId: idText })

/** Takes a course off the catalogue; one that is off already stays so. Refuses NOT_FOUND. */
export function archiveCourse(ctx: Context, input: unknown): Promise<CourseModel> {
  const { courseId } = checkInput(Archived, input)
  return ctx.transact(async (tx) => {
    const course = await lockOwnCourse(tx, ctx.viewer, courseId)
    if (course.status === 'ARCHIVED') return course
    const archived = await tx.course.update({
      where: { id: courseId },
      data: { status: 'ARCHIVED', aggregateVersion: { increment: 1 } },
    })
    await appendCourseEvent(tx, courseArchived, archived, {}, ctx)
    return archived
  })
}
