import type { EventOutcome } from '@lms/kit/events/handles'
import { project } from '@lms/kit/events/project'
import type { SqlClient } from '@lms/kit/sql'
import type { ResourceModel } from '../generated/prisma/models.ts'

/** Remembers something that lessons can be made of; see `publishCourse`. */
export async function projectResource(
  tx: SqlClient,
  { id, kind, holderId, version }: ResourceModel,
): Promise<EventOutcome> {
  const kept = await project(tx, { table: 'resource', key: { id }, version, set: { kind, holder_id: holderId } })
  return kept ? 'APPLIED' : 'STALE'
}
