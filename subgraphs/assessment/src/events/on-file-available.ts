import { fileAvailable } from '@lms/contracts/file'
import { keeps } from '@lms/kit/events/handles'
import { project } from '@lms/kit/events/project'

/** Learners hand in files of their own that are available. */
export const onFileAvailable = keeps(
  fileAvailable,
  'available_file',
  async ({ data: { fileId, ownerId }, aggregateversion }, tx) => {
    const written = await project(tx, {
      table: 'available_file',
      key: { file_id: fileId },
      version: aggregateversion,
      set: { owner_id: ownerId },
    })
    return written ? 'APPLIED' : 'STALE'
  },
)
