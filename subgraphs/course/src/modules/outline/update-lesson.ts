import { checkInput, idText } from '@lms/kit/input'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import { appendLessonFiles, usesFile } from './append-lesson-files.ts'
import { type LessonChange, lessonChange } from './lesson-change.ts'
import { contentOf, LessonContentInput } from './lesson-content.ts'
import { seconds, title } from './lesson-fields.ts'
import { lockDraftLesson } from './lock-draft-lesson.ts'
import { requireUsable } from './require-usable.ts'
import { touchDraft } from './touch-draft.ts'
import { DRAFT } from './version-key.ts'

const Changes = z.object({
  lessonId: idText,
  title: title.nullish(),
  content: LessonContentInput.nullish(),
  durationSeconds: seconds.nullish(),
})

/** Changes a lesson of the draft, not its kind. Refuses NOT_FOUND and CONTENT_MISMATCH. */
export function updateLesson(ctx: Context, input: unknown): Promise<LessonChange> {
  const { lessonId, title, content, durationSeconds } = checkInput(Changes, input)
  return ctx.transact(async (tx) => {
    const before = await lockDraftLesson(tx, ctx.viewer, lessonId)
    const { courseId, kind, resourceId } = before.lesson
    const stored = content ? contentOf(kind, content) : null
    if (stored) await requireUsable(tx, kind, stored, before.course)
    const lesson = await tx.lesson.update({
      where: { courseId_versionNumber_id: { courseId, versionNumber: DRAFT, id: lessonId } },
      data: { ...(title ? { title } : {}), ...(durationSeconds == null ? {} : { durationSeconds }), ...stored },
    })
    const course = await touchDraft(tx, courseId)
    if (usesFile(kind) && lesson.resourceId !== resourceId) await appendLessonFiles(tx, lessonId, course, ctx)
    return lessonChange(lesson, course)
  })
}
