import { courseCreated } from '@lms/contracts/course'
import { newId } from '@lms/kit/ids'
import { checkInput, idText, languageTag } from '@lms/kit/input'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context, Tx } from '../../context.ts'
import type { CourseModel } from '../../generated/prisma/models.ts'
import { appendCourseEvent } from './append-course-event.ts'
import { requireCategory, summary, title } from './course-fields.ts'
import { slugCandidates } from './slug.ts'

const NewCourse = z.object({
  title,
  summary,
  categoryId: idText.nullish().transform((id) => id ?? null),
  language: languageTag.nullish().transform((tag) => tag ?? 'en'),
})

/** Begins a draft that the viewer teaches. Refuses NOT_FOUND for an unknown category. */
export async function createCourse(ctx: Context, input: unknown): Promise<CourseModel> {
  const instructorId = signedInId(ctx.viewer)
  const described = checkInput(NewCourse, input)
  const now = ctx.clock.now()
  return ctx.transact(async (tx) => {
    if (described.categoryId) await requireCategory(tx, described.categoryId)
    const course = await insertCourse(tx, { ...described, instructorId, createdAt: now, listedAt: now })
    await tx.courseVersion.create({ data: { courseId: course.id, number: 0, createdAt: now } })
    await appendCourseEvent(tx, courseCreated, course, {}, ctx)
    return course
  })
}

/** Stores the course under the first slug that is free. */
async function insertCourse(
  tx: Tx,
  course: Pick<
    CourseModel,
    'title' | 'summary' | 'categoryId' | 'language' | 'instructorId' | 'createdAt' | 'listedAt'
  >,
): Promise<CourseModel> {
  const id = newId('course')
  for (const slug of slugCandidates(course.title, id)) {
    // A unique violation would end the transaction; a skipped row does not.
    const [stored] = await tx.course.createManyAndReturn({ data: { id, slug, ...course }, skipDuplicates: true })
    if (stored) return stored
  }
  throw new Error(`no slug is free for ${id}`)
}
