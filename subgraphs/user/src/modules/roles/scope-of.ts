import { refuse } from '@lms/kit/errors'
import { idPrefix } from '@lms/kit/ids'
import type { RoleScope } from '../../generated/prisma/enums.ts'

/** The scope that an id stands for: none is the platform, otherwise its prefix decides. */
export function scopeOf(scopeId: string | null): RoleScope {
  if (scopeId === null) return 'PLATFORM'
  const prefix = idPrefix(scopeId)
  if (prefix === 'course') return 'COURSE'
  if (prefix === 'organisation') return 'ORGANISATION'
  return refuse('INVALID_SCOPE', 'scopeId must be the id of a course or an organisation.', 'scopeId')
}
