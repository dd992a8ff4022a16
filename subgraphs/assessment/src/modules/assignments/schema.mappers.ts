import type { AssignmentModel, SubmissionModel } from '../../generated/prisma/models.ts'

export type AssignmentMapper = AssignmentModel
export type SubmissionMapper = SubmissionModel
