import { Prisma } from '../generated/prisma/client.ts'

/** Whose figures: each of some courses, each of some people, or the platform as one. */
export type Scope = { by: 'COURSE' | 'PERSON'; ids: readonly string[] } | { by: 'PLATFORM' }

/** Key under which the platform's figures stand. */
export const PLATFORM = 'platform'

/** A scope over any table that has `course_id` and `user_id`. */
export interface ScopeSql {
  /** What to group by. */
  key: Prisma.Sql
  /** Which rows count. */
  rows: Prisma.Sql
}

export function scopeSql(scope: Scope): ScopeSql {
  if (scope.by === 'PLATFORM') return { key: Prisma.sql`${PLATFORM}::text`, rows: Prisma.sql`true` }
  const column = scope.by === 'COURSE' ? Prisma.sql`course_id` : Prisma.sql`user_id`
  return { key: column, rows: Prisma.sql`${column} = any(${[...scope.ids]})` }
}

export const scopeKeys = (scope: Scope): readonly string[] => (scope.by === 'PLATFORM' ? [PLATFORM] : scope.ids)
