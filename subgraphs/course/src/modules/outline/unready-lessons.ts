import { type UserError, userError } from '@lms/kit/errors'
import type { LessonKind } from '../../generated/prisma/enums.ts'
import type { LessonModel, ResourceModel } from '../../generated/prisma/models.ts'
import { resourceState } from './resource-state.ts'

const REASON: Record<Exclude<LessonKind, 'ARTICLE'>, { code: string; what: string }> = {
  VIDEO: { code: 'FILE_NOT_AVAILABLE', what: 'its file is not an uploaded file of the instructor' },
  FILE: { code: 'FILE_NOT_AVAILABLE', what: 'its file is not an uploaded file of the instructor' },
  QUIZ: { code: 'QUIZ_NOT_PUBLISHED', what: 'its quiz is not a published quiz of this course' },
  ASSIGNMENT: { code: 'ASSIGNMENT_NOT_PUBLISHED', what: 'its assignment is not a published one of this course' },
  LIVE: { code: 'LIVE_SESSION_NOT_SCHEDULED', what: 'its live session is not a scheduled one of this course' },
}

/** Why lessons cannot be published, one user error for each that is not ready. */
export function unreadyLessons(
  lessons: Pick<LessonModel, 'id' | 'title' | 'kind' | 'resourceId'>[],
  resources: ResourceModel[],
  course: { id: string; instructorId: string },
): UserError[] {
  const known = new Map(resources.map((resource) => [resource.id, resource]))
  return lessons.flatMap((lesson) => {
    const resource = known.get(lesson.resourceId ?? '') ?? null
    if (lesson.kind === 'ARTICLE' || resourceState(lesson, resource, course) === 'READY') return []
    const { code, what } = REASON[lesson.kind]
    return [userError(code, `The lesson “${lesson.title}” is not ready: ${what}.`, ['lessons', lesson.id])]
  })
}
