import { loadMany, loadOne } from '@lms/kit/loaders'
import type { PrismaClient } from './generated/prisma/client.ts'
import { learnerKey, learnerOf } from './modules/grading/learner-key.ts'
import { currentQuestions } from './modules/questions/current-questions.ts'

export type Loaders = ReturnType<typeof createLoaders>

/** Batched reads of one request. */
export function createLoaders(db: PrismaClient) {
  return {
    quizById: loadOne(
      (ids: string[]) => db.quiz.findMany({ where: { id: { in: ids } } }),
      (quiz) => quiz.id,
    ),
    quizzesByCourseId: loadMany(
      (ids: string[]) => db.quiz.findMany({ where: { courseId: { in: ids } }, orderBy: { id: 'asc' } }),
      (quiz) => quiz.courseId,
    ),
    questionsByQuizId: loadMany(
      (ids: string[]) => currentQuestions(db, ids),
      (question) => question.quizId,
    ),
    questionCountByQuizId: loadOne(
      (ids: string[]) => db.question.groupBy({ by: 'quizId', where: { quizId: { in: ids } }, _count: true }),
      (count) => count.quizId,
    ),
    attemptById: loadOne(
      (ids: string[]) => db.attempt.findMany({ where: { id: { in: ids } } }),
      (attempt) => attempt.id,
    ),
    questionsByAttemptId: loadMany(
      (ids: string[]) =>
        db.attemptQuestion.findMany({
          where: { attemptId: { in: ids } },
          include: { asked: { include: { question: true } } },
          orderBy: [{ attemptId: 'asc' }, { position: 'asc' }],
        }),
      (question) => question.attemptId,
    ),
    assignmentById: loadOne(
      (ids: string[]) => db.assignment.findMany({ where: { id: { in: ids } } }),
      (assignment) => assignment.id,
    ),
    assignmentsByCourseId: loadMany(
      (ids: string[]) => db.assignment.findMany({ where: { courseId: { in: ids } }, orderBy: { id: 'asc' } }),
      (assignment) => assignment.courseId,
    ),
    gradesByLearner: loadMany(
      (keys: string[]) => db.grade.findMany({ where: { OR: keys.map(learnerOf) }, orderBy: { id: 'asc' } }),
      learnerKey,
    ),
  }
}
