import type { Databases } from './system.ts'

/** What a query of one service gives as `id`. */
export const idsOf = async (
  { query }: Databases,
  service: string,
  sql: string,
  values: unknown[] = [],
): Promise<Set<string>> => new Set((await query<{ id: string }>(service, sql, values)).map(({ id }) => id))

/** Sentences about what is in one set alone; none where they are equal. */
export function differ(what: string, right: ReadonlySet<string>, found: ReadonlySet<string>): string[] {
  const missing = [...right].filter((id) => !found.has(id))
  const surplus = [...found].filter((id) => !right.has(id))
  return [
    ...(missing.length > 0 ? [`${what}: missing ${missing.slice(0, 5).join(', ')} (${missing.length})`] : []),
    ...(surplus.length > 0 ? [`${what}: too much ${surplus.slice(0, 5).join(', ')} (${surplus.length})`] : []),
  ]
}
