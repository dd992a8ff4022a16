import type { CourseResolvers } from '../../types.generated.ts'
import { findLesson } from '../find-lesson.ts'
import { readOutline } from '../read-outline.ts'

export const Course: Pick<CourseResolvers, 'lesson' | 'sections' | '__isTypeOf' | '__resolveReference'> = {
  sections: (course, _args, ctx) => readOutline(ctx, course),
  lesson: (course, { id }, ctx) => findLesson(ctx, course, id),
}
