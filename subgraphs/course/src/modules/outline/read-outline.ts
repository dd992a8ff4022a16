import type { Context } from '../../context.ts'
import type { CourseModel } from '../../generated/prisma/models.ts'
import { mayEdit } from '../catalogue/may-edit.ts'
import { accessState } from '../enrollments/access-state.ts'
import type { SectionMapper } from './schema.mappers.ts'
import { DRAFT, versionKey } from './version-key.ts'

/**
 * The sections of a course for the viewer: the draft for who edits it, the pinned version for who is enrolled, the one on
 * offer for others. Only the former two may read what is in the lessons, and an enrolment only while it gives access.
 */
export async function readOutline({ viewer, clock, loaders }: Context, course: CourseModel): Promise<SectionMapper[]> {
  const enrollment = await loaders.viewerEnrollmentByCourseId.load(course.id)
  const editor = mayEdit(viewer, course)
  const versionNumber = editor ? DRAFT : (enrollment?.versionNumber ?? course.publishedVersion)
  const readable = editor || (enrollment !== null && accessState(enrollment.grants, clock.now()) === 'ACTIVE')
  const outline = await loaders.outlineByVersion.load(versionKey({ courseId: course.id, versionNumber }))
  const viewerEnrollmentId = enrollment?.id ?? null
  return (outline?.sections ?? []).map(({ id, title, lessons }) => ({
    id,
    title,
    lessons: lessons.map((lesson) => ({ ...lesson, readable, viewerEnrollmentId })),
  }))
}
