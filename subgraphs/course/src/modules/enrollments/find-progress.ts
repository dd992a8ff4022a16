import type { Tx } from '../../context.ts'
import type { LessonRow } from '../outline/find-outlines.ts'

/** How far an enrolment is, and the lesson to go on with; all of that lesson's columns are null when there is none. */
export type ProgressRow = { enrollmentId: string; totalLessons: number; completedLessons: number } & (
  | (LessonRow & { positionSeconds: number })
  | { id: null }
)

/** Progress of enrolments in the versions that they are pinned to, with one statement for all. */
export function findProgress(db: Pick<Tx, '$queryRaw'>, enrollmentIds: string[]): Promise<ProgressRow[]> {
  return db.$queryRaw<ProgressRow[]>`
    select enrollment.id as "enrollmentId", version.lesson_count as "totalLessons",
      done.count as "completedLessons", next.*
    from enrollment
    join course_version version
      on (version.course_id, version.number) = (enrollment.course_id, enrollment.version_number)
    cross join lateral (
      select count(*)::int from lesson_progress
      where enrollment_id = enrollment.id and completed_at is not null
    ) done
    left join lateral (
      select lesson.course_id as "courseId", lesson.version_number as "versionNumber", lesson.id,
        lesson.section_id as "sectionId", lesson.title, lesson.kind,
        lesson.duration_seconds as "durationSeconds", lesson.position, lesson.resource_id as "resourceId",
        coalesce(progress.position_seconds, 0) as "positionSeconds"
      from lesson
      join section on (section.course_id, section.version_number, section.id)
        = (lesson.course_id, lesson.version_number, lesson.section_id)
      left join lesson_progress progress
        on (progress.enrollment_id, progress.lesson_id) = (enrollment.id, lesson.id)
      where (lesson.course_id, lesson.version_number) = (enrollment.course_id, enrollment.version_number)
        and progress.completed_at is null
      order by progress.updated_at desc nulls last, section.position, lesson.position
      limit 1
    ) next on true
    where enrollment.id = any(${enrollmentIds})`
}
