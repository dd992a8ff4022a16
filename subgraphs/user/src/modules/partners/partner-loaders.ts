import { loadPages } from '@lms/kit/load-pages'
import { loadMany, loadOne } from '@lms/kit/loaders'
import { readLastUses } from '@lms/kit/partner-usage'
import type { RedisClient } from '@lms/kit/redis'
import { Prisma, type PrismaClient } from '../../generated/prisma/client.ts'
import type { PartnerOperationModel } from '../../generated/prisma/models.ts'

/** Batched reads of partners. */
export function createPartnerLoaders(db: PrismaClient, redis: RedisClient) {
  return {
    partnerById: loadOne(
      (ids: string[]) => db.partner.findMany({ where: { id: { in: ids } } }),
      (partner) => partner.id,
    ),
    keysByPartnerId: loadMany(
      (ids: string[]) =>
        db.partnerKey.findMany({ where: { partnerId: { in: ids }, revokedAt: null }, orderBy: { id: 'desc' } }),
      (key) => key.partnerId,
    ),
    operationsOfPartner: loadPages<PartnerOperationModel>({
      db,
      table: 'partner_operation',
      parent: 'partner_id',
      columns: [['id', 'id']],
      direction: 'desc',
      only: Prisma.sql`retired_at is null`,
      find: (ids) => db.partnerOperation.findMany({ where: { id: { in: ids } } }),
    }),
    /** By the partner's id and the hash, a space between them; retired ones too. */
    partnerOperationByHash: loadOne(
      (keys: string[]) =>
        findByHash(
          db,
          keys.map((key) => key.split(' ')),
        ),
      ({ partnerId, hash }) => `${partnerId} ${hash}`,
    ),
    /** By the same; nothing for those not used within the kept days. */
    lastUseByHash: loadOne(
      (keys: string[]) =>
        findLastUses(
          redis,
          keys.map((key) => key.split(' ')),
        ),
      ({ partnerId, hash }) => `${partnerId} ${hash}`,
    ),
  }
}

function findByHash(db: PrismaClient, keys: readonly string[][]): Promise<PartnerOperationModel[]> {
  const each = hashesByPartner(keys).map(([partnerId, hashes]) => ({ partnerId, hash: { in: hashes } }))
  return db.partnerOperation.findMany({ where: { OR: each } })
}

async function findLastUses(redis: RedisClient, keys: readonly string[][]) {
  const found = hashesByPartner(keys).map(async ([partnerId, hashes]) => {
    const times = await readLastUses(redis, partnerId, hashes)
    return hashes.map((hash, index) => ({ partnerId, hash, at: times[index] ?? null }))
  })
  return (await Promise.all(found)).flat()
}

function hashesByPartner(keys: readonly string[][]): [partnerId: string, hashes: string[]][] {
  const byPartner = Map.groupBy(keys, ([partnerId = '']) => partnerId)
  return [...byPartner].map(([partnerId, own]) => [partnerId, own.map(([, hash = '']) => hash)])
}
