import { fileAvailable } from '@lms/contracts/file'
import { keeps } from '@lms/kit/events/handles'

/** Learners hand in files of their own that are available. */
export const onFileAvailable = keeps(fileAvailable, ({ data: { fileId, ownerId }, aggregateversion: version }) => ({
  table: 'available_file',
  key: { file_id: fileId },
  version,
  set: { owner_id: ownerId },
}))
