import type { Projection } from '@lms/kit/events/project'
import type { ResourceModel } from '../generated/prisma/models.ts'

/** Something that lessons can be made of; see `publishCourse`. */
export const resourceRow = ({ id, kind, holderId, version }: ResourceModel): Projection => ({
  table: 'resource',
  key: { id },
  version,
  set: { kind, holder_id: holderId },
})
