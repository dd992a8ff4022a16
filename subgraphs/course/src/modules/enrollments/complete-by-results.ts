import type { Act, Tx } from '../../context.ts'
import type { EnrollmentModel } from '../../generated/prisma/models.ts'
import { announceCompleted } from './announce-completed.ts'

/** Completes the lessons of an enrolment that results so far allow. The enrolment must be locked. */
export async function completeByResults(tx: Tx, enrollment: EnrollmentModel, act: Act): Promise<void> {
  const now = act.clock.now().toISOString()
  const completed = await tx.$queryRaw<{ lesson_id: string }[]>`
    insert into lesson_progress (enrollment_id, lesson_id, completed_at, updated_at)
    select ${enrollment.id}, id, ${now}::timestamptz, ${now}::timestamptz
    from lesson
    where course_id = ${enrollment.courseId} and version_number = ${enrollment.versionNumber}
      and kind in ('QUIZ', 'ASSIGNMENT', 'LIVE') and exists (
        select from result
        where result.course_id = lesson.course_id and user_id = ${enrollment.userId}
          and result.resource_id = lesson.resource_id and met
      )
    on conflict (enrollment_id, lesson_id) do update
      set completed_at = excluded.completed_at, updated_at = excluded.updated_at
      where lesson_progress.completed_at is null
    returning lesson_id`
  if (completed.length === 0) return
  await announceCompleted(
    tx,
    enrollment,
    completed.map(({ lesson_id }) => lesson_id),
    act,
  )
}
