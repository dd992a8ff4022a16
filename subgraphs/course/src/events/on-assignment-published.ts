import { assignmentPublished } from '@lms/contracts/assessment'
import { handles } from '@lms/kit/events/handles'
import type { EventContext } from '../deps.ts'
import { projectResource } from './project-resource.ts'

/** Lessons of the course may use the assignment. */
export const onAssignmentPublished = handles(
  assignmentPublished,
  ({ data, aggregateversion: version }, { tx }: EventContext) =>
    projectResource(tx, { id: data.assignmentId, kind: 'ASSIGNMENT', holderId: data.courseId, version }),
)
