import { refuse } from '@lms/kit/errors'
import type { Tx } from '../../context.ts'
import type { LessonKind } from '../../generated/prisma/enums.ts'
import { RESOURCE_FIELD, type StoredContent } from './lesson-content.ts'
import { resourceState } from './resource-state.ts'

/**
 * Refuses NOT_FOUND for a file, quiz, assignment or session that is known to be another's. One that is not known may yet
 * be announced by its domain: publishing asks again.
 */
export async function requireUsable(
  tx: Pick<Tx, 'resource'>,
  kind: LessonKind,
  { resourceId }: StoredContent,
  course: { id: string; instructorId: string },
): Promise<void> {
  if (kind === 'ARTICLE' || !resourceId) return
  const resource = await tx.resource.findUnique({ where: { id: resourceId } })
  if (resourceState({ kind }, resource, course) === 'FOREIGN') {
    refuse('NOT_FOUND', 'There is no such thing that this course could use.', 'content', ...RESOURCE_FIELD[kind])
  }
}
