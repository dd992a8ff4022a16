import type { LessonResolvers } from '../../types.generated.ts'
import { readContent } from '../read-content.ts'

export const Lesson: Pick<LessonResolvers, 'content' | 'durationSeconds' | 'id' | 'kind' | 'title'> = {
  content: (lesson) => readContent(lesson),
}
