import type { courseCreated } from '@lms/contracts/course'
import type { EventDefinition, EventOf } from '@lms/contracts/event'
import { appendEvent } from '@lms/kit/events/append-event'
import type { Act, Tx } from '../../context.ts'
import type { CourseModel } from '../../generated/prisma/models.ts'

type Facts = EventOf<typeof courseCreated>['data']

/** Records what happened to a course; the row must hold the new state and version already. */
export async function appendCourseEvent<Definition extends EventDefinition>(
  tx: Tx,
  definition: Definition,
  course: CourseModel,
  more: Omit<EventOf<Definition>['data'], keyof Facts>,
  { clock, cause }: Act,
): Promise<void> {
  const { id: courseId, instructorId, title, slug, status, aggregateVersion } = course
  const facts: Facts = { courseId, instructorId, title, slug, status }
  const data = { ...facts, ...more } as EventOf<Definition>['data']
  await appendEvent(tx, definition, { subject: courseId, version: aggregateVersion, data, time: clock.now(), cause })
}
