import { courseUpdated } from '@lms/contracts/course'
import { checkInput, idText, languageTag } from '@lms/kit/input'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { CourseModel } from '../../generated/prisma/models.ts'
import { appendCourseEvent } from './append-course-event.ts'
import { requireCategory, summary, title } from './course-fields.ts'
import { lockOwnCourse } from './lock-own-course.ts'

const Changes = z.object({
  courseId: idText,
  title: title.nullish(),
  summary: summary.nullish(),
  categoryId: idText.nullish(),
  language: languageTag.nullish(),
})

/** Changes what describes a course. Refuses NOT_FOUND for an unknown or foreign course and an unknown category. */
export function updateCourse(ctx: Context, input: unknown): Promise<CourseModel> {
  const { courseId, title, summary, categoryId, language } = checkInput(Changes, input)
  return ctx.transact(async (tx) => {
    await lockOwnCourse(tx, ctx.viewer, courseId)
    if (categoryId) await requireCategory(tx, categoryId)
    const course = await tx.course.update({
      where: { id: courseId },
      data: {
        ...(title ? { title } : {}),
        ...(summary ? { summary } : {}),
        ...(categoryId === undefined ? {} : { categoryId }),
        ...(language ? { language } : {}),
        aggregateVersion: { increment: 1 },
      },
    })
    await appendCourseEvent(tx, courseUpdated, course, {}, ctx)
    return course
  })
}
