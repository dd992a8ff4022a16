import type { LessonKind, ResourceKind } from '../../generated/prisma/enums.ts'
import type { LessonModel, ResourceModel } from '../../generated/prisma/models.ts'

/** How far what a lesson is made of can be used: not announced yet, ready, or something else or another's. */
export type ResourceState = 'AWAITED' | 'READY' | 'FOREIGN'

const RESOURCE_OF: Record<LessonKind, ResourceKind | null> = {
  ARTICLE: null,
  VIDEO: 'FILE',
  FILE: 'FILE',
  QUIZ: 'QUIZ',
  ASSIGNMENT: 'ASSIGNMENT',
  LIVE: 'LIVE_SESSION',
}

/** Files must be the instructor's; quizzes, assignments and live sessions the course's. */
export function resourceState(
  lesson: Pick<LessonModel, 'kind'>,
  resource: Pick<ResourceModel, 'kind' | 'holderId'> | null,
  course: { id: string; instructorId: string },
): ResourceState {
  const kind = RESOURCE_OF[lesson.kind]
  if (!kind) return 'READY'
  if (!resource) return 'AWAITED'
  const holderId = kind === 'FILE' ? course.instructorId : course.id
  return resource.kind === kind && resource.holderId === holderId ? 'READY' : 'FOREIGN'
}
