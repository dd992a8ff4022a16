import { assignmentPublished } from '@lms/contracts/assessment'
import { keeps } from '@lms/kit/events/handles'
import { resourceRow } from './resource-row.ts'

/** Lessons of the course may use the assignment. */
export const onAssignmentPublished = keeps(assignmentPublished, ({ data, aggregateversion: version }) =>
  resourceRow({ id: data.assignmentId, kind: 'ASSIGNMENT', holderId: data.courseId, version }),
)
