import { empty, join, raw, type Sql, sqltag as sql } from '@prisma/client/runtime/client'
import DataLoader from 'dataloader'
import { type Connection, type KeyValue, type PageArgs, type PagePlan, planPage, toConnection } from './pagination.ts'
import type { SqlClient } from './sql.ts'

/** The lists of which every parent has one: the messages of a session, the sessions of a course. */
export interface PagesOptions<Row extends { id: string }> {
  db: Pick<SqlClient, '$queryRaw'>
  /** Table of the rows, with an `id`; as written in the code, like the other names here. */
  table: string
  /** Column that holds the parent's id. */
  parent: string
  /** Sort fields and their columns; the last one is the id. */
  columns: readonly (readonly [field: keyof Row & string, column: string])[]
  direction: 'asc' | 'desc'
  /** Which of the parent's rows the list has; all when absent. */
  only?: Sql
  /** Rows by id, in any order. */
  find: (ids: string[]) => Promise<Row[]>
}

/** Reads a page of one parent's list. Throws BAD_USER_INPUT for arguments that no list takes. */
export type LoadPage<Row> = (parentId: string, page: PageArgs) => Promise<Connection<Row>>

interface Wanted {
  parentId: string
  page: PageArgs
}

/** Makes a loader of one request that reads the same page of many parents' lists with two statements. */
export function loadPages<Row extends { id: string }>(options: PagesOptions<Row>): LoadPage<Row> {
  const columns = options.columns.map(([field]) => [field, options.direction] as const)
  const counts = new DataLoader((parentIds: readonly string[]) => countRows(options, parentIds))
  const pages = new DataLoader<Wanted, Connection<Row>, string>(
    async (wanted) => {
      const byPage = Map.groupBy(wanted, ({ page }) => JSON.stringify(page))
      const connections = new Map<Wanted, Connection<Row>>()
      for (const [first, ...others] of byPage.values()) {
        if (!first) continue
        const plan = planPage(first.page, columns)
        const rows = await readRows(options, plan, [first, ...others])
        for (const one of [first, ...others]) {
          const count = () => counts.load(one.parentId)
          connections.set(one, toConnection(plan, columns, rows.get(one.parentId) ?? [], count))
        }
      }
      return wanted.map((one) => connections.get(one) ?? new Error('unreachable: every page was read'))
    },
    { cacheKeyFn: ({ parentId, page }) => JSON.stringify([parentId, page]) },
  )
  return async (parentId, { first, after, last, before }) => {
    const page = { first, after, last, before }
    planPage(page, columns)
    return pages.load({ parentId, page })
  }
}

async function readRows<Row extends { id: string }>(
  { db, table, parent, only, columns, find }: PagesOptions<Row>,
  plan: PagePlan,
  wanted: readonly Wanted[],
): Promise<Map<string, Row[]>> {
  const names = join(columns.map(([, column]) => name(column)))
  const order = plan.columns[0]?.[1] ?? 'asc'
  const orderBy = join(columns.map(([, column]) => sql`${name(column)} ${raw(order)}`))
  const beyond = plan.cursor
    ? sql`and (${names}) ${raw(order === 'asc' ? '>' : '<')} (${join(plan.cursor.map(parameter))})`
    : empty
  const found = await db.$queryRaw<{ parentId: string; id: string }[]>(sql`
    select parent.id as "parentId", child.id
    from unnest(${wanted.map(({ parentId }) => parentId)}::text[]) as parent(id)
    cross join lateral (
      select ${names} from ${name(table)}
      where ${name(parent)} = parent.id ${only ? sql`and ${only}` : empty} ${beyond}
      order by ${orderBy} limit ${plan.take}
    ) child
    order by ${join(columns.map(([, column]) => sql`child.${name(column)} ${raw(order)}`))}`)
  const rows = new Map((await find(found.map(({ id }) => id))).map((row) => [row.id, row]))
  const listed = found.flatMap(({ parentId, id }) => {
    const row = rows.get(id)
    return row ? [{ parentId, row }] : []
  })
  const byParent = Map.groupBy(listed, ({ parentId }) => parentId)
  return new Map([...byParent].map(([parentId, entries]) => [parentId, entries.map(({ row }) => row)]))
}

async function countRows(
  { db, table, parent, only }: Pick<PagesOptions<{ id: string }>, 'db' | 'table' | 'parent' | 'only'>,
  parentIds: readonly string[],
): Promise<number[]> {
  const counted = await db.$queryRaw<{ parentId: string; count: number }[]>(sql`
    select ${name(parent)} as "parentId", count(*)::integer as count from ${name(table)}
    where ${name(parent)} = any(${[...parentIds]}) ${only ? sql`and ${only}` : empty}
    group by ${name(parent)}`)
  const counts = new Map(counted.map(({ parentId, count }) => [parentId, count]))
  return parentIds.map((parentId) => counts.get(parentId) ?? 0)
}

const name = (identifier: string): Sql => raw(`"${identifier}"`)

// Prisma sends dates without their zone, and the server would take them for its own.
const parameter = (value: KeyValue): Sql => sql`${value instanceof Date ? value.toISOString() : value}`
