import { quizPublished } from '@lms/contracts/assessment'
import { handles } from '@lms/kit/events/handles'
import type { EventContext } from '../deps.ts'
import { projectResource } from './project-resource.ts'

/** Lessons of the course may use the quiz. */
export const onQuizPublished = handles(quizPublished, ({ data, aggregateversion: version }, { tx }: EventContext) =>
  projectResource(tx, { id: data.quizId, kind: 'QUIZ', holderId: data.courseId, version }),
)
