import { forbidden } from '@lms/kit/errors'
import type { LessonMapper } from './schema.mappers.ts'

/**
 * What a lesson teaches: where its text is, or a reference to the other domain's object.
 * @throws DomainError FORBIDDEN when it is not for the viewer
 */
export function readContent(lesson: LessonMapper) {
  if (!lesson.readable) throw forbidden()
  const id = lesson.resourceId ?? ''
  switch (lesson.kind) {
    case 'ARTICLE':
      return { __typename: 'ArticleContent' as const, lesson }
    case 'VIDEO':
      return { __typename: 'VideoContent' as const, file: { id } }
    case 'FILE':
      return { __typename: 'FileContent' as const, file: { id } }
    case 'QUIZ':
      return { __typename: 'QuizContent' as const, quiz: { id } }
    case 'ASSIGNMENT':
      return { __typename: 'AssignmentContent' as const, assignment: { id } }
    case 'LIVE':
      return { __typename: 'LiveContent' as const, liveSession: { id } }
  }
}
