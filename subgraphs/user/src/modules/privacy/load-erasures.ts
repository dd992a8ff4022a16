import type { Deps } from '../../deps.ts'
import type { Prisma } from '../../generated/prisma/client.ts'
import { erasureSaga } from './erasure-saga.ts'
import type { ErasureMapper } from './schema.mappers.ts'

/** Erasures, latest first, with how often the domains had to be asked again. */
export async function loadErasures(db: Deps['db'], where: Prisma.ErasureWhereInput): Promise<ErasureMapper[]> {
  const erasures = await db.erasure.findMany({
    where,
    include: { receipts: { orderBy: { domain: 'asc' } } },
    orderBy: { id: 'desc' },
    take: 100,
  })
  const ids = erasures.map(({ id }) => id)
  const sagas = await db.$queryRaw<{ key: string; resumed: number }[]>`
    select key, resumed from kit.saga where kind = ${erasureSaga.kind} and key = any(${ids})`
  const resumed = new Map(sagas.map((saga) => [saga.key, saga.resumed]))
  return erasures.map((erasure) => ({ ...erasure, resumed: resumed.get(erasure.id) ?? 0 }))
}
