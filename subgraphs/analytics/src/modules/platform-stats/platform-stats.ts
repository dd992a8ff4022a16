import type { Context } from '../../context.ts'
import { type Freshness, loadFreshness } from '../../figures/freshness.ts'
import { type Figures, loadFigures } from '../../figures/load-figures.ts'
import { type BoundedRange, checkRange } from '../../figures/range.ts'
import { PLATFORM } from '../../figures/scope.ts'

export interface PlatformStats extends Figures, Freshness {
  /** Accounts made in the range. */
  registrations: number
}

/** The figures of the whole platform, which may lag. Throws BAD_USER_INPUT. */
export async function platformStats(
  { replica, requestedAt }: Context,
  wanted: BoundedRange | null | undefined,
): Promise<PlatformStats> {
  const range = checkRange(wanted, requestedAt)
  const [figures, registrations, freshness] = await Promise.all([
    loadFigures(replica, { by: 'PLATFORM' }, range),
    replica.registrationFact.count({ where: { registeredAt: { gte: range.from, lt: range.to } } }),
    loadFreshness(replica, requestedAt),
  ])
  const platform = figures.get(PLATFORM)
  if (!platform) throw new Error('unreachable: the platform always has figures')
  return { ...platform, registrations, ...freshness }
}
