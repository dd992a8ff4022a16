import { isStaff, isViewer, type Viewer } from '@lms/kit/viewer'
import type { Context } from '../../context.ts'
import type { FileModel } from '../../generated/prisma/models.ts'
import type { FileClaim } from './load-claims.ts'

/** Owner and staff see a file in every status and all that uses it; what is known of a person is for them alone. */
export const ownsFile = (viewer: Viewer, { ownerId, purpose }: FileModel): boolean =>
  isViewer(viewer, ownerId) || (isStaff(viewer) && purpose !== 'DATA_EXPORT')

/** The uses that open a file to the viewer: a course's instructor sees all of its files, a learner those of lessons. */
export async function admittingClaims({ loaders }: Context, claims: readonly FileClaim[]): Promise<FileClaim[]> {
  const { courseAccess } = loaders
  const admitted = await Promise.all(
    claims.map(async ({ courseId, ownerType }) => {
      const [teaches, attends] = await Promise.all([courseAccess.teaches(courseId), courseAccess.attends(courseId)])
      return teaches || (attends && ownerType === 'LESSON')
    }),
  )
  return claims.filter((_claim, index) => admitted[index])
}
