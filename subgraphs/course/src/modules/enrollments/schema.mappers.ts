import type { AccessGrantModel, EnrollmentModel, LessonProgressModel } from '../../generated/prisma/models.ts'
import type { LessonMapper } from '../outline/schema.mappers.ts'

export interface EnrollmentMapper extends EnrollmentModel {
  grants: AccessGrantModel[]
}

export interface CourseProgressMapper {
  percent: number
  completedLessons: number
  totalLessons: number
  resumeLesson: LessonMapper | null
  resumePositionSeconds: number | null
}

export type LessonProgressMapper = LessonProgressModel
