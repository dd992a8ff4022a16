import type { Context } from '../../context.ts'
import type { RoleAssignmentModel } from '../../generated/prisma/models.ts'
import type { Grant } from './grant-access.ts'

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

/** The tokens of a session's present generation. */
export async function issueSession({ tokens }: Context, { session, roles, issuedAt }: Grant): Promise<SessionTokens> {
  const platform = roles.filter((assignment) => assignment.scope === 'PLATFORM')
  const { token, expiresAt } = await tokens.accessToken({
    userId: session.userId,
    sessionId: session.id,
    roles: roles.map(({ role, scopeId }) => (scopeId ? `${role}@${scopeId}` : role)),
    scopes: [...new Set(platform.flatMap(({ role }) => SCOPES[role]))],
    issuedAt,
  })
  return {
    accessToken: token,
    refreshToken: tokens.refreshToken({ sessionId: session.id, generation: session.generation }),
    expiresAt,
  }
}
