import type { Context } from '../../context.ts'
import type { CourseModel } from '../../generated/prisma/models.ts'
import { readOutline } from './read-outline.ts'
import type { LessonMapper } from './schema.mappers.ts'

/** A lesson of the sections that the viewer sees; null when there is none with this id. */
export async function findLesson(ctx: Context, course: CourseModel, id: string): Promise<LessonMapper | null> {
  const sections = await readOutline(ctx, course)
  return sections.flatMap(({ lessons }) => lessons).find((lesson) => lesson.id === id) ?? null
}
