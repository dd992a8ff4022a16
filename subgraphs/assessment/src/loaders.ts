import { loadPages } from '@lms/kit/load-pages'
import { loadMany, loadOne } from '@lms/kit/loaders'
import { Prisma, type PrismaClient } from './generated/prisma/client.ts'
import type { AttemptStatus } from './generated/prisma/enums.ts'
import type { AttemptModel, GradeModel, SubmissionModel } from './generated/prisma/models.ts'
import { learnerKey, learnerOf } from './modules/grading/learner-key.ts'
import { currentQuestions } from './modules/questions/current-questions.ts'

export type Loaders = ReturnType<typeof createLoaders>

/** Batched reads of one request. */
export const createLoaders = (db: PrismaClient) => ({
  ...quizLoaders(db),
  ...attemptLoaders(db),
  ...assignmentLoaders(db),
  ...gradeLoaders(db),
})

/** By the id, which is by the time of creation. */
const newestFirst = { columns: [['id', 'id']], direction: 'desc' } as const

const quizLoaders = (db: PrismaClient) => ({
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
})

const attemptLoaders = (db: PrismaClient) => {
  const findAttempts = (ids: string[]) => db.attempt.findMany({ where: { id: { in: ids } } })
  const attempts = { db, table: 'attempt', ...newestFirst, find: findAttempts }
  return {
    attemptById: loadOne(findAttempts, (attempt) => attempt.id),
    questionsByAttemptId: loadMany(
      (ids: string[]) =>
        db.attemptQuestion.findMany({
          where: { attemptId: { in: ids } },
          include: { asked: { include: { question: true } } },
          orderBy: [{ attemptId: 'asc' }, { position: 'asc' }],
        }),
      (question) => question.attemptId,
    ),
    attemptsOfUser: loadPages<AttemptModel>({ ...attempts, parent: 'user_id' }),
    /** A user id narrows the list to one learner's, a status to attempts in that state. */
    attemptsOfQuiz: byFilter((userId: string | null, status: AttemptStatus | null) =>
      loadPages<AttemptModel>({
        ...attempts,
        parent: 'quiz_id',
        only: Prisma.sql`(${userId}::text is null or user_id = ${userId})
          and (${status}::text is null or status::text = ${status})`,
      }),
    ),
  }
}

const assignmentLoaders = (db: PrismaClient) => ({
  assignmentById: loadOne(
    (ids: string[]) => db.assignment.findMany({ where: { id: { in: ids } } }),
    (assignment) => assignment.id,
  ),
  assignmentsByCourseId: loadMany(
    (ids: string[]) => db.assignment.findMany({ where: { courseId: { in: ids } }, orderBy: { id: 'asc' } }),
    (assignment) => assignment.courseId,
  ),
  /** A user id narrows the list to one learner's. */
  submissionsOfAssignment: byFilter((userId: string | null) =>
    loadPages<SubmissionModel>({
      db,
      table: 'submission',
      parent: 'assignment_id',
      ...newestFirst,
      only: Prisma.sql`(${userId}::text is null or user_id = ${userId})`,
      find: (ids) => db.submission.findMany({ where: { id: { in: ids } } }),
    }),
  ),
})

const gradeLoaders = (db: PrismaClient) => ({
  releasedGradesOfUser: loadPages<GradeModel>({
    db,
    table: 'grade',
    parent: 'user_id',
    ...newestFirst,
    only: Prisma.sql`released_at is not null`,
    find: (ids) => db.grade.findMany({ where: { id: { in: ids } } }),
  }),
  gradesByLearner: loadMany(
    (keys: string[]) => db.grade.findMany({ where: { OR: keys.map(learnerOf) }, orderBy: { id: 'asc' } }),
    learnerKey,
  ),
})

/** Keeps one loader per filter, made when the filter is first asked for. */
function byFilter<Filter extends (string | null)[], Loader>(make: (...filter: Filter) => Loader) {
  const made = new Map<string, Loader>()
  return (...filter: Filter): Loader => {
    const key = JSON.stringify(filter)
    const loader = made.get(key) ?? make(...filter)
    made.set(key, loader)
    return loader
  }
}
