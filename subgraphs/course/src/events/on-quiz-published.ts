import { quizPublished } from '@lms/contracts/assessment'
import { keeps } from '@lms/kit/events/handles'
import { resourceRow } from './resource-row.ts'

/** Lessons of the course may use the quiz. */
export const onQuizPublished = keeps(quizPublished, ({ data, aggregateversion: version }) =>
  resourceRow({ id: data.quizId, kind: 'QUIZ', holderId: data.courseId, version }),
)
