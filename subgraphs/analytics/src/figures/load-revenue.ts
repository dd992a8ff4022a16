import { Prisma, type PrismaClient } from '../generated/prisma/client.ts'
import { type Range, within } from './range.ts'
import type { ScopeSql } from './scope.ts'

/** What was earned, by key and currency, in the currency's smallest unit. */
export interface RevenueFigures {
  key: string
  currency: string
  /** What the paid order lines cost, less `refunded`; negative where more was given back than was paid. */
  minorUnits: bigint
  /** What was given back. */
  refunded: bigint
}

/** Movements of money as rows of `course_id`, `user_id`, `currency`, `at`, `minor_units` and `refunded`. */
export const moneyMovements = ({ rows }: Pick<ScopeSql, 'rows'>): Prisma.Sql => Prisma.sql`
  select course_id, user_id, currency, paid_at as at, minor_units, 0 as refunded from sale_fact where ${rows}
  union all
  select course_id, user_id, currency, refunded_at, -minor_units, minor_units from refund_fact where ${rows}`

/**
 * Sales by the time of payment less refunds by the time of refund, so a month that is over changes no more; currencies are
 * never added up. Keys and currencies without any are absent.
 */
export const loadRevenue = (
  db: Pick<PrismaClient, '$queryRaw'>,
  scope: ScopeSql,
  range: Range,
): Promise<RevenueFigures[]> =>
  db.$queryRaw<RevenueFigures[]>`
    select ${scope.key} as key, currency, sum(minor_units)::bigint as "minorUnits", sum(refunded)::bigint as refunded
    from (${moneyMovements(scope)}) as movement where ${within(Prisma.sql`at`, range)}
    group by 1, currency order by currency`
