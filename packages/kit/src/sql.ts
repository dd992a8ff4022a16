import type { Sql } from '@prisma/client/runtime/client'

/**
 * What kit needs of a Prisma client inside an interactive transaction, whichever schema the client was generated from.
 * A `void` function (`pg_notify`) may only be called through `$executeRaw`: Prisma cannot read its result.
 */
export interface SqlClient {
  /** Runs a statement and returns the number of rows that it affected. */
  $executeRaw(query: TemplateStringsArray | Sql, ...values: unknown[]): PromiseLike<number>
  /** Runs a query and returns its rows. */
  $queryRaw<Rows = unknown>(query: TemplateStringsArray | Sql, ...values: unknown[]): PromiseLike<Rows>
}
