import type { Context, Tx } from '../../context.ts'
import type { RoleAssignmentModel, SessionModel } from '../../generated/prisma/models.ts'

/** What the next access token of a session will say, and since when that was true. */
export interface Grant {
  session: SessionModel
  roles: RoleAssignmentModel[]
  issuedAt: Date
}

/**
 * Reads what an access token says. The person must have been admitted in this transaction: then a change of role is
 * either seen here or dated after `issuedAt`, so that it calls the token back.
 */
export async function grantAccess(tx: Tx, { clock }: Context, session: SessionModel): Promise<Grant> {
  const roles = await tx.roleAssignment.findMany({ where: { userId: session.userId }, orderBy: { id: 'asc' } })
  return { session, roles, issuedAt: clock.now() }
}
