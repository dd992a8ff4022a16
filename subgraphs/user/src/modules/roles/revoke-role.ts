import { refuse } from '@lms/kit/errors'
import { checkInput } from '@lms/kit/input'
import type { Context, Tx } from '../../context.ts'
import type { UserModel } from '../../generated/prisma/models.ts'
import { RoleInput } from './assign-role.ts'
import { scopeOf } from './scope-of.ts'

/** Takes a role away; one that is not held is left so. Refuses NOT_FOUND, INVALID_SCOPE and LAST_ADMINISTRATOR. */
export function revokeRole({ transact }: Context, input: unknown): Promise<UserModel> {
  const { userId, role, scopeId } = checkInput(RoleInput, input)
  const scope = scopeOf(scopeId)
  return transact(async (tx) => {
    const user = await tx.user.findUnique({ where: { id: userId } })
    if (!user) return refuse('NOT_FOUND', 'There is no such person.', 'userId')
    if (role === 'ADMIN' && scope === 'PLATFORM') await keepOneAdministrator(tx, userId)
    await tx.roleAssignment.deleteMany({ where: { userId, role, scope, scopeId } })
    return user
  })
}

async function keepOneAdministrator(tx: Tx, leavingId: string): Promise<void> {
  // The row locks make two administrators who remove each other take turns.
  const administrators = await tx.$queryRaw<{ user_id: string }[]>`
    select user_id from role_assignment where role = 'ADMIN' and scope = 'PLATFORM' order by id for update`
  if (administrators.every((holder) => holder.user_id === leavingId) && administrators.length > 0) {
    refuse('LAST_ADMINISTRATOR', 'The last administrator cannot be removed.', 'userId')
  }
}
