import type { EventDefinition, EventOf } from '@lms/contracts/event'
import { appendEvent } from '@lms/kit/events/append-event'
import type { Act, Tx } from '../../context.ts'
import type { EnrollmentModel } from '../../generated/prisma/models.ts'

interface Facts {
  enrollmentId: string
  courseId: string
  userId: string
}

/** Records what happened to an enrolment, and counts it. */
export async function appendEnrollmentEvent<Definition extends EventDefinition>(
  tx: Tx,
  definition: Definition,
  { id: enrollmentId, courseId, userId }: EnrollmentModel,
  more: Omit<EventOf<Definition>['data'], keyof Facts>,
  { clock, cause }: Act,
): Promise<void> {
  const { aggregateVersion: version } = await tx.enrollment.update({
    where: { id: enrollmentId },
    data: { aggregateVersion: { increment: 1 } },
    select: { aggregateVersion: true },
  })
  const facts: Facts = { enrollmentId, courseId, userId }
  const data = { ...facts, ...more } as EventOf<Definition>['data']
  await appendEvent(tx, definition, { subject: enrollmentId, version, data, time: clock.now(), cause })
}
