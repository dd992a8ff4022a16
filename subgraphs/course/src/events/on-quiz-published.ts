import { quizPublished } from '@lms/contracts/assessment'
import { keeps } from '@lms/kit/events/handles'
import { projectResource } from './project-resource.ts'

/** Lessons of the course may use the quiz. */
export const onQuizPublished = keeps(quizPublished, 'resource', ({ data, aggregateversion: version }, tx) =>
  projectResource(tx, { id: data.quizId, kind: 'QUIZ', holderId: data.courseId, version }),
)
