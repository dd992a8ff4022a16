import { assignmentPublished } from '@lms/contracts/assessment'
import { keeps } from '@lms/kit/events/handles'
import { projectResource } from './project-resource.ts'

/** Lessons of the course may use the assignment. */
export const onAssignmentPublished = keeps(assignmentPublished, 'resource', ({ data, aggregateversion: version }, tx) =>
  projectResource(tx, { id: data.assignmentId, kind: 'ASSIGNMENT', holderId: data.courseId, version }),
)
