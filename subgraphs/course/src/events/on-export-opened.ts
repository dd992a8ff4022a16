import { courseCollected } from '@lms/contracts/course'
import { collects } from '@lms/kit/events/collects'
import type { Tx } from '../deps.ts'

/** What somebody learned, proved, thinks and teaches. */
export const onExportOpened = collects(courseCollected, async (tx: Tx, userId) => ({
  enrollments: await tx.enrollment.findMany({
    where: { userId },
    omit: { userId: true, aggregateVersion: true },
    include: { grants: { omit: { enrollmentId: true } }, progress: { omit: { enrollmentId: true } } },
    orderBy: { id: 'asc' },
  }),
  certificates: await tx.certificate.findMany({ where: { holderId: userId }, orderBy: { id: 'asc' } }),
  reviews: await tx.review.findMany({ where: { authorId: userId }, orderBy: { id: 'asc' } }),
  results: await tx.result.findMany({ where: { userId }, omit: { version: true }, orderBy: { id: 'asc' } }),
  courses: await tx.course.findMany({
    where: { instructorId: userId },
    select: { id: true, title: true, summary: true, status: true, createdAt: true },
    orderBy: { id: 'asc' },
  }),
}))
