import { loadPages } from '@lms/kit/load-pages'
import { loadMany, loadOne } from '@lms/kit/loaders'
import { isStaff, type Viewer } from '@lms/kit/viewer'
import type { Deps } from './deps.ts'
import { Prisma } from './generated/prisma/client.ts'
import type { CourseModel, ReviewModel } from './generated/prisma/models.ts'
import { visibleCourses } from './modules/catalogue/visible-courses.ts'
import { findProgress } from './modules/enrollments/find-progress.ts'
import type { EnrollmentMapper } from './modules/enrollments/schema.mappers.ts'
import { findArticles } from './modules/outline/find-articles.ts'
import { findOutlines } from './modules/outline/find-outlines.ts'
import { articleKey, versionKey } from './modules/outline/version-key.ts'

export type Loaders = ReturnType<typeof createLoaders>

type Reader = Deps['replica']

/** Batched reads of one request. What the viewer may not see is not there, by whatever way it is reached. */
export function createLoaders(db: Reader, viewer: Viewer) {
  return {
    ...courseLoaders(db, viewer),
    ...enrollmentLoaders(db, viewer),
    ...certificateLoaders(db, viewer),
    outlineByVersion: loadOne((keys: string[]) => findOutlines(db, keys), versionKey),
    articleByLesson: loadOne((keys: string[]) => findArticles(db, keys), articleKey),
    reviewsOfCourse: loadPages<ReviewModel>({
      db,
      table: 'review',
      parent: 'course_id',
      columns: [['id', 'id']],
      direction: 'desc',
      find: (ids) => db.review.findMany({ where: { id: { in: ids } } }),
    }),
  }
}

/** The viewer's id; for anonymous callers one that nobody has. */
const idOf = (viewer: Viewer): string => (viewer.kind === 'user' ? viewer.id : '')

function courseLoaders(db: Reader, viewer: Viewer) {
  const findCourses = (ids: string[]) => db.course.findMany({ where: { id: { in: ids } } })
  return {
    courseById: loadOne(
      async (ids: string[]) => visibleCourses(db, viewer, await findCourses(ids)),
      (course) => course.id,
    ),
    /** What somebody teaches, latest first: all of it for that person and staff, for others what is on offer. */
    coursesOfInstructor: loadPages<CourseModel>({
      db,
      table: 'course',
      parent: 'instructor_id',
      columns: [['id', 'id']],
      direction: 'desc',
      ...(isStaff(viewer) ? {} : { only: Prisma.sql`(status = 'PUBLISHED' or instructor_id = ${idOf(viewer)})` }),
      find: findCourses,
    }),
    categoryById: loadOne(
      (ids: string[]) => db.category.findMany({ where: { id: { in: ids } } }),
      (category) => category.id,
    ),
  }
}

function enrollmentLoaders(db: Reader, viewer: Viewer) {
  const findEnrollments = (where: Prisma.EnrollmentWhereInput) =>
    db.enrollment.findMany({ where, include: { grants: true } })
  const own = isStaff(viewer) ? {} : { userId: idOf(viewer) }
  return {
    enrollmentById: loadOne(
      (ids: string[]) => findEnrollments({ id: { in: ids }, ...own }),
      (enrollment) => enrollment.id,
    ),
    enrollmentsOfLearner: loadPages<EnrollmentMapper>({
      db,
      table: 'enrollment',
      parent: 'user_id',
      columns: [['id', 'id']],
      direction: 'desc',
      find: (ids) => findEnrollments({ id: { in: ids }, ...own }),
    }),
    viewerEnrollmentByCourseId: loadOne(
      async (ids: string[]) =>
        viewer.kind === 'user' ? findEnrollments({ userId: viewer.id, courseId: { in: ids } }) : [],
      (enrollment) => enrollment.courseId,
    ),
    progressByEnrollmentId: loadOne(
      (ids: string[]) => findProgress(db, ids),
      (progress) => progress.enrollmentId,
    ),
    lessonProgressByEnrollmentId: loadMany(
      (ids: string[]) => db.lessonProgress.findMany({ where: { enrollmentId: { in: ids } } }),
      (progress) => progress.enrollmentId,
    ),
  }
}

function certificateLoaders(db: Reader, viewer: Viewer) {
  const own = isStaff(viewer) ? {} : { holderId: idOf(viewer) }
  return {
    certificateById: loadOne(
      (ids: string[]) => db.certificate.findMany({ where: { id: { in: ids }, ...own } }),
      (certificate) => certificate.id,
    ),
    certificateByEnrollmentId: loadOne(
      (ids: string[]) => db.certificate.findMany({ where: { enrollmentId: { in: ids }, ...own } }),
      (certificate) => certificate.enrollmentId,
    ),
  }
}
