import type { SqlClient } from '@lms/kit/sql'
import type { ClaimOwnerType } from '../../generated/prisma/enums.ts'

/** A use of a file by something of its owner's. */
export interface FileClaim {
  fileId: string
  ownerType: ClaimOwnerType
  ownerId: string
  courseId: string
}

/**
 * The claims on files that count: a lesson may use its instructor's own files, a submission its learner's own. Any
 * other claim names somebody else's file; it neither opens the file to anybody nor keeps it from being deleted.
 */
export function loadClaims(db: SqlClient, fileIds: string[]): PromiseLike<FileClaim[]> {
  return db.$queryRaw<FileClaim[]>`
    select claim.file_id as "fileId", claim.owner_type::text as "ownerType", claim.owner_id as "ownerId",
      claimer.course_id as "courseId"
    from file_claim claim
    join claim_owner claimer using (owner_type, owner_id)
    join file on file.id = claim.file_id
    left join roster_course course using (course_id)
    where claim.file_id = any(${fileIds})
      and file.owner_id = case claim.owner_type when 'LESSON' then course.instructor_id else claimer.claimant_id end
    order by claim.owner_type, claim.owner_id`
}
