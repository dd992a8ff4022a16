import { checkInput, idText } from '@lms/kit/input'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { CourseModel } from '../../generated/prisma/models.ts'
import { appendLessonFiles, usesFile } from './append-lesson-files.ts'
import { lockDraftLesson } from './lock-draft-lesson.ts'
import { touchDraft } from './touch-draft.ts'
import { DRAFT } from './version-key.ts'

const Removed = z.object({ lessonId: idText })

/** Takes a lesson out of the draft. Refuses NOT_FOUND. */
export function removeLesson(ctx: Context, input: unknown): Promise<CourseModel> {
  const { lessonId } = checkInput(Removed, input)
  return ctx.transact(async (tx) => {
    const { lesson } = await lockDraftLesson(tx, ctx.viewer, lessonId)
    const { courseId, sectionId, kind, position } = lesson
    await tx.lesson.delete({
      where: { courseId_versionNumber_id: { courseId, versionNumber: DRAFT, id: lessonId } },
    })
    await tx.lesson.updateMany({
      where: { courseId, versionNumber: DRAFT, sectionId, position: { gt: position } },
      data: { position: { decrement: 1 } },
    })
    const course = await touchDraft(tx, courseId)
    if (usesFile(kind)) await appendLessonFiles(tx, lessonId, course, ctx)
    return course
  })
}
