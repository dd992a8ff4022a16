import type { RoleAssignmentModel } from '../../generated/prisma/models.ts'

export type RoleAssignmentMapper = RoleAssignmentModel
