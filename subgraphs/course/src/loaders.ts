import { loadMany, loadOne } from '@lms/kit/loaders'
import { isStaff, type Viewer } from '@lms/kit/viewer'
import type { PrismaClient } from './generated/prisma/client.ts'
import { visibleCourses } from './modules/catalogue/visible-courses.ts'
import { findProgress } from './modules/enrollments/find-progress.ts'
import { findArticles } from './modules/outline/find-articles.ts'
import { findOutlines } from './modules/outline/find-outlines.ts'
import { articleKey, versionKey } from './modules/outline/version-key.ts'

export type Loaders = ReturnType<typeof createLoaders>

/** Batched reads of one request. What the viewer may not see is not there, by whatever way it is reached. */
export function createLoaders(db: PrismaClient, viewer: Viewer) {
  const viewerId = viewer.kind === 'user' ? viewer.id : null
  const ownUnlessStaff = isStaff(viewer) ? {} : { userId: viewerId ?? '' }
  return {
    courseById: loadOne(
      async (ids: string[]) => visibleCourses(db, viewer, await db.course.findMany({ where: { id: { in: ids } } })),
      (course) => course.id,
    ),
    categoryById: loadOne(
      (ids: string[]) => db.category.findMany({ where: { id: { in: ids } } }),
      (category) => category.id,
    ),
    outlineByVersion: loadOne((keys: string[]) => findOutlines(db, keys), versionKey),
    articleByLesson: loadOne((keys: string[]) => findArticles(db, keys), articleKey),
    enrollmentById: loadOne(
      (ids: string[]) =>
        db.enrollment.findMany({ where: { id: { in: ids }, ...ownUnlessStaff }, include: { grants: true } }),
      (enrollment) => enrollment.id,
    ),
    viewerEnrollmentByCourseId: loadOne(
      async (ids: string[]) =>
        viewerId
          ? db.enrollment.findMany({ where: { userId: viewerId, courseId: { in: ids } }, include: { grants: true } })
          : [],
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
    certificateById: loadOne(
      (ids: string[]) =>
        db.certificate.findMany({
          where: { id: { in: ids }, ...(isStaff(viewer) ? {} : { holderId: viewerId ?? '' }) },
        }),
      (certificate) => certificate.id,
    ),
    certificateByEnrollmentId: loadOne(
      (ids: string[]) => db.certificate.findMany({ where: { enrollmentId: { in: ids } } }),
      (certificate) => certificate.enrollmentId,
    ),
  }
}
