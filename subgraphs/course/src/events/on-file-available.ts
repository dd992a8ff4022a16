import { fileAvailable } from '@lms/contracts/file'
import { keeps } from '@lms/kit/events/handles'
import { resourceRow } from './resource-row.ts'

/** Lessons of the owner’s courses may use the file. */
export const onFileAvailable = keeps(fileAvailable, ({ data, aggregateversion: version }) =>
  resourceRow({ id: data.fileId, kind: 'FILE', holderId: data.ownerId, version }),
)
