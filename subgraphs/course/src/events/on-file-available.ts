import { fileAvailable } from '@lms/contracts/file'
import { keeps } from '@lms/kit/events/handles'
import { projectResource } from './project-resource.ts'

/** Lessons of the owner’s courses may use the file. */
export const onFileAvailable = keeps(fileAvailable, 'resource', ({ data, aggregateversion: version }, tx) =>
  projectResource(tx, { id: data.fileId, kind: 'FILE', holderId: data.ownerId, version }),
)
