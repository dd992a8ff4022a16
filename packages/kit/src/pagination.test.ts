import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type KeysetQuery, type PageArgs, paginate } from './pagination.ts'

interface Row {
  rank: number
  id: string
}

/** Understands as much of Prisma's filters as keysets use. */
function matches(row: Record<string, unknown>, where: Record<string, unknown>): boolean {
  return Object.entries(where).every(([name, rule]) => {
    if (name === 'OR') return (rule as Record<string, unknown>[]).some((part) => matches(row, part))
    const value = row[name] as string | number
    if (typeof rule !== 'object' || rule === null) return value === rule
    return 'gt' in rule ? value > (rule.gt as string) : value < ((rule as { lt: string }).lt as string)
  })
}

function find(rows: Row[], { where, orderBy, take }: KeysetQuery): Row[] {
  const order = orderBy as Record<string, 'asc' | 'desc'>[]
  return rows
    .filter((row) => matches(row as never, where as never))
    .sort((left, right) => {
      for (const [name, direction] of order.flatMap((column) => Object.entries(column))) {
        const [a, b] = [left[name as keyof Row], right[name as keyof Row]]
        if (a !== b) return (a < b ? -1 : 1) * (direction === 'asc' ? 1 : -1)
      }
      return 0
    })
    .slice(0, take)
}

const page = (rows: Row[], args: PageArgs) =>
  paginate<Row>(args, {
    columns: [
      ['rank', 'desc'],
      ['id', 'asc'],
    ],
    find: async (query) => find(rows, query),
    count: async () => rows.length,
  })

const rowsOf = fc.uniqueArray(fc.record({ rank: fc.integer({ min: 0, max: 3 }), id: fc.uuid() }), {
  selector: ({ id }) => id,
  maxLength: 30,
})

test('pages of any size join to the whole list, forwards and backwards', async () => {
  await fc.assert(
    fc.asyncProperty(rowsOf, fc.integer({ min: 1, max: 7 }), async (rows, size) => {
      const whole = (await page(rows, { first: 100 })).nodes
      const forwards: Row[] = []
      for (let after: string | null = null; ; ) {
        const { nodes, pageInfo } = await page(rows, { first: size, after })
        forwards.push(...nodes)
        if (!pageInfo.hasNextPage) break
        after = pageInfo.endCursor
      }
      const backwards: Row[] = []
      for (let before: string | null = null; ; ) {
        const { nodes, pageInfo } = await page(rows, { last: size, before })
        backwards.unshift(...nodes)
        if (!pageInfo.hasPreviousPage) break
        before = pageInfo.startCursor
      }
      expect(forwards).toEqual(whole)
      expect(backwards).toEqual(whole)
    }),
  )
})

const cursorOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

test.each([
  { first: 0 },
  { first: -1 },
  { first: 101 },
  { last: 0 },
  { first: 1, last: 1 },
  { first: 1, before: cursorOf([1, 'a']) },
  { after: 'not a cursor' },
  { after: cursorOf([1]) },
  { after: cursorOf([{ n: 'x' }, 'a']) },
  { after: cursorOf([1, { not: 'a' }]) },
  { after: cursorOf([1, 'a\u0000']) },
])('%o is bad input', async (args) => {
  await expect(page([], args)).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } })
})
