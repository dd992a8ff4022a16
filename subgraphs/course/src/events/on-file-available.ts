import { fileAvailable } from '@lms/contracts/file'
import { handles } from '@lms/kit/events/handles'
import type { EventContext } from '../deps.ts'
import { projectResource } from './project-resource.ts'

/** Lessons of the owner’s courses may use the file. */
export const onFileAvailable = handles(fileAvailable, ({ data, aggregateversion: version }, { tx }: EventContext) =>
  projectResource(tx, { id: data.fileId, kind: 'FILE', holderId: data.ownerId, version }),
)
