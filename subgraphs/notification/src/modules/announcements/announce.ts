import { assertTaught } from '@lms/kit/course-access'
import { unauthenticated } from '@lms/kit/errors'
import { newId } from '@lms/kit/ids'
import { checkInput, idText, requiredText } from '@lms/kit/input'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import { broadcast } from '../../intents/broadcast.ts'
import type { ResolversTypes } from '../types.generated.ts'

const Announce = z.object({ courseId: idText, title: requiredText(150), body: requiredText(10_000) })

/** Tells everybody who learns in a course something. Refuses NOT_FOUND for a course that the viewer does not teach. */
export async function announce(
  { transact, viewer, access, clock }: Context,
  input: unknown,
): Promise<ResolversTypes['Announcement']> {
  if (viewer.kind !== 'user') throw unauthenticated()
  const { courseId, title, body } = checkInput(Announce, input)
  await assertTaught(access, courseId)
  const [id, authorId, now] = [newId('announcement'), viewer.id, clock.now()]
  const data = { courseId, title, body }
  await transact((tx) =>
    broadcast(
      tx,
      { template: 'announcement', data, id, courseId, subjectId: courseId, authorId, occurredAt: now },
      now,
    ),
  )
  return { id, course: { id: courseId }, author: { id: authorId }, title, body, createdAt: now }
}
