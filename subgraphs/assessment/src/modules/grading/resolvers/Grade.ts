import type { GradeResolvers } from '../../types.generated.ts'
import { scoreOf } from '../score.ts'

export const Grade: GradeResolvers = {
  user: ({ userId }) => ({ id: userId }),
  course: ({ courseId }) => ({ id: courseId }),
  quiz: ({ quizId }, _args, { loaders }) => (quizId ? loaders.quizById.load(quizId) : null),
  attempt: ({ attemptId }, _args, { loaders }) => (attemptId ? loaders.attemptById.load(attemptId) : null),
  assignment: ({ assignmentId }, _args, { loaders }) =>
    assignmentId ? loaders.assignmentById.load(assignmentId) : null,
  score: (grade) => scoreOf(grade, grade.passed),
}
