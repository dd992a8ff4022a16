import type { EventOutcome } from '@lms/kit/events/handles'
import { project } from '@lms/kit/events/project'
import type { Tx } from '../../deps.ts'
import type { ClaimOwnerType } from '../../generated/prisma/enums.ts'

/** All the files that one thing of another domain uses, as of a version of it. */
export interface ClaimSet {
  ownerType: ClaimOwnerType
  ownerId: string
  courseId: string
  claimantId: string | null
  fileIds: readonly string[]
  version: number
}

/** Puts a set of claims in the place of the earlier one, unless a later one is known already. */
export async function replaceClaims(tx: Tx, claims: ClaimSet): Promise<EventOutcome> {
  const { ownerType, ownerId, courseId, claimantId, version } = claims
  const written = await project(tx, {
    table: 'claim_owner',
    key: { owner_type: ownerType, owner_id: ownerId },
    version,
    set: { course_id: courseId, claimant_id: claimantId },
  })
  if (!written) return 'STALE'
  const fileIds = [...new Set(claims.fileIds)]
  await tx.fileClaim.deleteMany({ where: { ownerType, ownerId, fileId: { notIn: fileIds } } })
  await tx.fileClaim.createMany({
    data: fileIds.map((fileId) => ({ fileId, ownerType, ownerId })),
    skipDuplicates: true,
  })
  return 'APPLIED'
}
