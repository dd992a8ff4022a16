import type { Tx } from '../deps.ts'
import type { Filled } from '../templates/templates.ts'
import { lockRoster } from './lock-roster.ts'

/** Something that everybody who learns in a course is to be told. */
export type NewBroadcast = Filled & {
  /** Id of the event or announcement that makes it true. */
  id: string
  courseId: string
  subjectId: string | null
  authorId: string | null
  /** When it became true: who was enrolled by then is told. */
  occurredAt: Date
}

/** Writes down what a course is to be told; the job `fan-out` brings it to the learners. */
export async function broadcast(tx: Tx, news: NewBroadcast, at: Date): Promise<void> {
  await lockRoster(tx, news.courseId, 'FOR_BROADCAST')
  await tx.broadcast.create({ data: { ...news, createdAt: at } })
}
