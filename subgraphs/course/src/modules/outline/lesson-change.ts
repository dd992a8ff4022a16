import type { CourseModel, LessonModel } from '../../generated/prisma/models.ts'
import type { LessonMapper } from './schema.mappers.ts'

/** What a change of a draft's lesson shows to who made it. */
export interface LessonChange {
  lesson: LessonMapper
  course: CourseModel
}

export const lessonChange = (lesson: LessonModel, course: CourseModel): LessonChange => ({
  lesson: { ...lesson, readable: true, viewerEnrollmentId: null },
  course,
})
