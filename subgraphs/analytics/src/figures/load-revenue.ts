import { Prisma, type PrismaClient } from '../generated/prisma/client.ts'
import { type Range, within } from './range.ts'
import type { ScopeSql } from './scope.ts'

/** What was paid, by key and currency. */
export interface RevenueFigures {
  key: string
  currency: string
  /** Sum of what the paid order lines cost, in the currency's smallest unit. */
  minorUnits: bigint
}

/** Gross sales by the time of payment; currencies are never added up. Keys and currencies without any are absent. */
export const loadRevenue = (
  db: Pick<PrismaClient, '$queryRaw'>,
  { key, rows }: ScopeSql,
  range: Range,
): Promise<RevenueFigures[]> =>
  db.$queryRaw<RevenueFigures[]>`
    select ${key} as key, currency, sum(minor_units)::bigint as "minorUnits"
    from sale_fact where ${rows} and ${within(Prisma.sql`paid_at`, range)}
    group by 1, currency order by currency`
