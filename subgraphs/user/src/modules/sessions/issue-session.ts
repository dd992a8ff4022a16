import type { Context } from '../../context.ts'
import type { RoleAssignmentModel, SessionModel } from '../../generated/prisma/models.ts'

/** The API's `SessionTokens`. */
export interface SessionTokens {
  accessToken: string
  refreshToken: string
  expiresAt: Date
}

/** What a role lets its holder do, as OAuth scopes of the access token. */
const SCOPES: Record<RoleAssignmentModel['role'], readonly string[]> = {
  STUDENT: ['learn'],
  INSTRUCTOR: ['learn', 'teach'],
  ADMIN: ['learn', 'teach', 'administer'],
  PARTNER: ['partner'],
}

/** The tokens of a session's present generation, with the roles held now. */
export async function issueSession({ db, tokens }: Context, session: SessionModel): Promise<SessionTokens> {
  const held = await db.roleAssignment.findMany({ where: { userId: session.userId }, orderBy: { id: 'asc' } })
  const platform = held.filter((assignment) => assignment.scope === 'PLATFORM')
  const { token, expiresAt } = await tokens.accessToken({
    userId: session.userId,
    sessionId: session.id,
    roles: held.map(({ role, scopeId }) => (scopeId ? `${role}@${scopeId}` : role)),
    scopes: [...new Set(platform.flatMap(({ role }) => SCOPES[role]))],
  })
  return {
    accessToken: token,
    refreshToken: tokens.refreshToken({ sessionId: session.id, generation: session.generation }),
    expiresAt,
  }
}
