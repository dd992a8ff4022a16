import type { GradeModel, RosterEnrollmentModel } from '../../generated/prisma/models.ts'

export type GradeMapper = GradeModel
export type GradebookEntryMapper = RosterEnrollmentModel
