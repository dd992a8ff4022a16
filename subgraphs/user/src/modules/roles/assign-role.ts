import { refuse } from '@lms/kit/errors'
import { newId } from '@lms/kit/ids'
import { checkInput, idText } from '@lms/kit/input'
import { lockRow } from '@lms/kit/lock-row'
import { signedInId } from '@lms/kit/viewer'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { UserModel } from '../../generated/prisma/models.ts'
import { scopeOf } from './scope-of.ts'

export const RoleInput = z.object({
  userId: idText,
  role: z.enum(['STUDENT', 'INSTRUCTOR', 'ADMIN', 'PARTNER']),
  scopeId: idText.nullish().transform((id) => id ?? null),
})

/**
 * Grants a role and calls back the tokens that do not have it; granting one that is held already changes nothing.
 * Refuses NOT_FOUND and INVALID_SCOPE.
 */
export function assignRole({ transact, viewer, clock }: Context, input: unknown): Promise<UserModel> {
  const { userId, role, scopeId } = checkInput(RoleInput, input)
  const scope = scopeOf(scopeId)
  const grantedById = signedInId(viewer)
  return transact(async (tx) => {
    if (!(await lockRow(tx, 'user', userId, 'no key update')))
      return refuse('NOT_FOUND', 'There is no such person.', 'userId')
    const now = clock.now()
    const { count } = await tx.roleAssignment.createMany({
      data: { id: newId('role'), userId, role, scope, scopeId, grantedById, createdAt: now },
      skipDuplicates: true,
    })
    if (count === 0) return tx.user.findUniqueOrThrow({ where: { id: userId } })
    return tx.user.update({ where: { id: userId }, data: { tokensValidFrom: now } })
  })
}
