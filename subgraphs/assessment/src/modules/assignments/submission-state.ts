import type { AssignmentModel, SubmissionModel } from '../../generated/prisma/models.ts'

/** Whether the latest revision is graded; a grading of an earlier one stays visible, but does not count. */
export const submissionStatus = ({ revision, gradedRevision }: SubmissionModel): 'SUBMITTED' | 'GRADED' =>
  revision === gradedRevision ? 'GRADED' : 'SUBMITTED'

/** Whether work was handed in after the due time. At the very moment it is in time. */
export const isLate = ({ submittedAt }: SubmissionModel, { dueAt }: AssignmentModel): boolean =>
  dueAt !== null && submittedAt > dueAt
