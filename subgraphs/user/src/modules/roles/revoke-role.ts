import { refuse } from '@lms/kit/errors'
import { checkInput } from '@lms/kit/input'
import { lockRow } from '@lms/kit/lock-row'
import type { Context } from '../../context.ts'
import type { UserModel } from '../../generated/prisma/models.ts'
import { RoleInput } from './assign-role.ts'
import { keepOneAdministrator } from './keep-one-administrator.ts'
import { scopeOf } from './scope-of.ts'

/**
 * Takes a role away and calls back the tokens that have it; one that is not held is left so.
 * Refuses NOT_FOUND, INVALID_SCOPE and LAST_ADMINISTRATOR.
 */
export function revokeRole({ transact, clock }: Context, input: unknown): Promise<UserModel> {
  const { userId, role, scopeId } = checkInput(RoleInput, input)
  const scope = scopeOf(scopeId)
  return transact(async (tx) => {
    if (!(await lockRow(tx, 'user', userId, 'no key update')))
      return refuse('NOT_FOUND', 'There is no such person.', 'userId')
    const now = clock.now()
    if (role === 'ADMIN' && scope === 'PLATFORM') await keepOneAdministrator(tx, userId)
    const { count } = await tx.roleAssignment.deleteMany({ where: { userId, role, scope, scopeId } })
    if (count === 0) return tx.user.findUniqueOrThrow({ where: { id: userId } })
    return tx.user.update({ where: { id: userId }, data: { tokensValidFrom: now } })
  })
}
