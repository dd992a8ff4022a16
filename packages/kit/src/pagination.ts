import { DomainError } from './errors.ts'

/** Arguments of a connection (https://relay.dev/graphql/connections.htm); `first` or `last`, 1–100. */
export interface PageArgs {
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
}

export interface Connection<Row> {
  edges: { cursor: string; node: Row }[]
  nodes: Row[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }
  totalCount: number
}

type Direction = 'asc' | 'desc'
type Columns = readonly (readonly [column: string, direction: Direction])[]

/** A value of a sort column. */
export type KeyValue = string | number | bigint | Date

/** What `find` receives: spread it into Prisma's `findMany`, `where` combined with its own by AND. */
export interface KeysetQuery {
  where: object
  orderBy: object[]
  take: number
}

export interface KeysetOptions<Row> {
  /** Sort columns; the last one must be unique. */
  columns: readonly (readonly [column: keyof Row & string, direction: Direction])[]
  find: (query: KeysetQuery) => Promise<Row[]>
  /** Counts the whole list; asked only when the client selects `totalCount`. */
  count: () => Promise<number>
}

const DEFAULT_PAGE = 20
const MAXIMUM_PAGE = 100

/** Reads one page by keyset, so that a page costs the same wherever it lies and no row is shown twice. */
export async function paginate<Row extends object>(
  args: PageArgs,
  options: KeysetOptions<Row>,
): Promise<Connection<Row>> {
  const plan = planPage(args, options.columns)
  const found = await options.find({
    where: plan.cursor ? beyond(plan.columns, plan.cursor) : {},
    orderBy: plan.columns.map(([name, direction]) => ({ [name]: direction })),
    take: plan.take,
  })
  return toConnection(plan, options.columns, found, options.count)
}

/** What has to be read for a page. */
export interface PagePlan {
  /** Sort columns in the direction of reading. */
  columns: Columns
  /** The place after which reading begins; null for the start of the list. */
  cursor: KeyValue[] | null
  /** Rows to read: one more than the page has, to see whether more follow. */
  take: number
  backwards: boolean
}

/** Checks a connection's arguments. Throws BAD_USER_INPUT. */
export function planPage(args: PageArgs, columns: Columns): PagePlan {
  const { size, backwards } = pageSize(args)
  const cursor = backwards ? args.before : args.after
  return {
    columns: backwards ? columns.map(([name, direction]) => [name, reverse(direction)] as const) : columns,
    cursor: cursor ? decodeCursor(cursor, columns.length) : null,
    take: size + 1,
    backwards,
  }
}

/** Makes a connection of the rows that were read by a plan; `columns` are those of the list. */
export function toConnection<Row extends object>(
  { take, backwards, cursor }: PagePlan,
  columns: Columns,
  found: readonly Row[],
  count: () => Promise<number>,
): Connection<Row> {
  const rows = found.slice(0, take - 1)
  if (backwards) rows.reverse()
  const edges = rows.map((node) => ({ cursor: encodeCursor(columns, node), node }))
  const more = found.length === take
  return {
    edges,
    nodes: rows,
    pageInfo: {
      hasNextPage: backwards ? cursor !== null : more,
      hasPreviousPage: backwards ? more : cursor !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    // graphql-js calls a function-valued property only when the field is selected; the generated types do not know that.
    totalCount: count as unknown as number,
  }
}

function pageSize({ first, last, after, before }: PageArgs): { size: number; backwards: boolean } {
  if (first != null && last != null) throw badPage('Give first or last, not both.')
  if ((first != null && before != null) || (last != null && after != null))
    throw badPage('Use first with after, or last with before.')
  const size = first ?? last ?? DEFAULT_PAGE
  if (size < 1 || size > MAXIMUM_PAGE)
    throw badPage(`${last == null ? 'first' : 'last'} must be between 1 and ${MAXIMUM_PAGE}.`)
  return { size, backwards: last != null }
}

const badPage = (message: string) => new DomainError('BAD_USER_INPUT', message)
const reverse = (direction: Direction): Direction => (direction === 'asc' ? 'desc' : 'asc')

/** (a, b) beyond (x, y) as Prisma filters: a > x or (a = x and b > y), with < for descending columns. */
function beyond(columns: Columns, values: KeyValue[]): object {
  return {
    OR: columns.map(([name, direction], index) => ({
      ...Object.fromEntries(columns.slice(0, index).map(([earlier], position) => [earlier, values[position]])),
      [name]: { [direction === 'asc' ? 'gt' : 'lt']: values[index] },
    })),
  }
}

function encodeCursor(columns: Columns, row: object): string {
  const values = columns.map(([name]) => {
    const value: unknown = row[name as keyof typeof row]
    if (value instanceof Date) return { d: value.toISOString() }
    return typeof value === 'bigint' ? { n: value.toString() } : value
  })
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

function decodeCursor(cursor: string, length: number): KeyValue[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(values) && values.length === length) return values.map(keyValue)
  } catch {
    // Refused below like any other text that is not a cursor.
  }
  throw badPage('The cursor is not one that this list gave out.')
}

function keyValue(value: unknown): KeyValue {
  if (typeof value === 'string' && value.isWellFormed() && !value.includes('\u0000')) return value
  if (typeof value === 'number') return value
  if (typeof value === 'object' && value !== null) {
    if ('d' in value && typeof value.d === 'string' && !Number.isNaN(Date.parse(value.d))) return new Date(value.d)
    if ('n' in value && typeof value.n === 'string') return BigInt(value.n)
  }
  throw badPage('The cursor is not one that this list gave out.')
}
