import type { Tx } from '../../context.ts'
import type { LessonModel } from '../../generated/prisma/models.ts'
import { DRAFT } from './version-key.ts'

/** Copies the draft to a new version, which the database then keeps from changing. Empty sections are left out. */
export async function freezeDraft(
  tx: Tx,
  version: { courseId: string; versionNumber: number; lessons: Pick<LessonModel, 'durationSeconds'>[]; now: Date },
): Promise<void> {
  const { courseId, versionNumber, lessons, now } = version
  await tx.courseVersion.create({
    data: {
      courseId,
      number: versionNumber,
      createdAt: now,
      lessonCount: lessons.length,
      durationSeconds: lessons.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0),
    },
  })
  await tx.$executeRaw`
    insert into section (course_id, version_number, id, title, position)
    select course_id, ${versionNumber}, id, title, row_number() over (order by position)
    from section draft
    where course_id = ${courseId} and version_number = ${DRAFT} and exists (
      select from lesson where (course_id, version_number, section_id) = (draft.course_id, draft.version_number, draft.id)
    )`
  await tx.$executeRaw`
    insert into lesson
      (course_id, version_number, id, section_id, title, kind, duration_seconds, position, body, resource_id)
    select course_id, ${versionNumber}, id, section_id, title, kind, duration_seconds, position, body, resource_id
    from lesson
    where course_id = ${courseId} and version_number = ${DRAFT}`
}
