import type { EventCause } from '@lms/kit/events/event-cause'
import type { Deps } from '../../deps.ts'
import { appendGradeReleased } from './append-grade-released.ts'

/** Small enough for a transaction to end soon, however many learners a quiz has. */
const CHUNK = 100

/**
 * Releases grades that were given before their quiz's results were released, a chunk of them. Any number of runs may
 * happen at once.
 *
 * @returns whether there may be more
 */
export function releasePendingGrades({ transact, clock, cause }: Deps & { cause: EventCause }): Promise<boolean> {
  return transact(async (tx) => {
    const pending = await tx.$queryRaw<{ id: string; title: string }[]>`
      select grade.id, quiz.title from grade join quiz on quiz.id = grade.quiz_id
      where grade.released_at is null and quiz.grades_released_at is not null
      order by grade.id limit ${CHUNK} for update of grade skip locked`
    const now = clock.now()
    for (const { id, title } of pending) {
      const grade = await tx.grade.update({ where: { id }, data: { releasedAt: now, version: { increment: 1 } } })
      await appendGradeReleased(tx, grade, title, { now, cause })
    }
    return pending.length === CHUNK
  })
}
