import type { Clock } from '@lms/kit/clock'
import { loadMany, loadOne } from '@lms/kit/loaders'
import type { RedisClient } from '@lms/kit/redis'
import type { PrismaClient } from './generated/prisma/client.ts'
import { createPartnerLoaders } from './modules/partners/partner-loaders.ts'

export type Loaders = ReturnType<typeof createLoaders>

/** Batched reads of one request. */
export function createLoaders(db: PrismaClient, redis: RedisClient, clock: Clock) {
  return {
    ...createPartnerLoaders(db, redis),
    userById: loadOne(
      (ids: string[]) => db.user.findMany({ where: { id: { in: ids } } }),
      (user) => user.id,
    ),
    rolesByUserId: loadMany(
      (ids: string[]) => db.roleAssignment.findMany({ where: { userId: { in: ids } }, orderBy: { id: 'asc' } }),
      (role) => role.userId,
    ),
    suspensionsByUserId: loadMany(
      (ids: string[]) => db.suspension.findMany({ where: { userId: { in: ids } }, orderBy: { id: 'desc' } }),
      (suspension) => suspension.userId,
    ),
    openSessionsByUserId: loadMany(
      (ids: string[]) =>
        db.session.findMany({
          where: { userId: { in: ids }, revokedAt: null, expiresAt: { gt: clock.now() } },
          orderBy: { id: 'desc' },
        }),
      (session) => session.userId,
    ),
  }
}
