import type { Deps } from '../../deps.ts'
import type { Prisma } from '../../generated/prisma/client.ts'
import { erasureSaga } from './erasure-saga.ts'
import { loadResumed } from './load-resumed.ts'
import type { ErasureMapper } from './schema.mappers.ts'

/** Erasures, latest first, with how often the domains had to be asked again. */
export async function loadErasures(db: Deps['db'], where: Prisma.ErasureWhereInput): Promise<ErasureMapper[]> {
  const erasures = await db.erasure.findMany({
    where,
    include: { receipts: { orderBy: { domain: 'asc' } } },
    orderBy: { id: 'desc' },
    take: 100,
  })
  const resumed = await loadResumed(
    db,
    erasureSaga,
    erasures.map(({ id }) => id),
  )
  return erasures.map((erasure) => ({ ...erasure, resumed: resumed.get(erasure.id) ?? 0 }))
}
