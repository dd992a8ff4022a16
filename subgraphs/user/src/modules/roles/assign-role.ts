import { refuse } from '@lms/kit/errors'
import { newId } from '@lms/kit/ids'
import { checkInput, idText } from '@lms/kit/input'
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

/** Grants a role; granting one that is held already changes nothing. Refuses NOT_FOUND and INVALID_SCOPE. */
export async function assignRole({ db, viewer, clock }: Context, input: unknown): Promise<UserModel> {
  const { userId, role, scopeId } = checkInput(RoleInput, input)
  const scope = scopeOf(scopeId)
  const user = await db.user.findUnique({ where: { id: userId } })
  if (!user) return refuse('NOT_FOUND', 'There is no such person.', 'userId')
  const grantedById = signedInId(viewer)
  await db.roleAssignment.createMany({
    data: { id: newId('role'), userId, role, scope, scopeId, grantedById, createdAt: clock.now() },
    skipDuplicates: true,
  })
  return user
}
