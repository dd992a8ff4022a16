import { fileAvailable } from '@lms/contracts/file'
import { type HandlerContext, handles } from '@lms/kit/events/handles'
import { project } from '@lms/kit/events/project'
import type { Tx } from '../deps.ts'

/** Learners hand in files of their own that are available. */
export const onFileAvailable = handles(
  fileAvailable,
  async ({ data: { fileId, ownerId }, aggregateversion }, { tx }: HandlerContext<Tx>) => {
    const written = await project(tx, {
      table: 'available_file',
      key: { file_id: fileId },
      version: aggregateversion,
      set: { owner_id: ownerId },
    })
    return written ? 'APPLIED' : 'STALE'
  },
)
