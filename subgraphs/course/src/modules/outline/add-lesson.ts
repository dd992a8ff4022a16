import { refuse } from '@lms/kit/errors'
import { newId } from '@lms/kit/ids'
import { checkInput, idText } from '@lms/kit/input'
import { z } from 'zod'
import type { Context, Tx } from '../../context.ts'
import { LessonKind } from '../../generated/prisma/enums.ts'
import type { SectionModel } from '../../generated/prisma/models.ts'
import { lockOwnCourse } from '../catalogue/lock-own-course.ts'
import { appendLessonFiles, usesFile } from './append-lesson-files.ts'
import { type LessonChange, lessonChange } from './lesson-change.ts'
import { contentOf, LessonContentInput } from './lesson-content.ts'
import { LONGEST_LIST, position, seconds, title } from './lesson-fields.ts'
import { requireUsable } from './require-usable.ts'
import { touchDraft } from './touch-draft.ts'
import { DRAFT } from './version-key.ts'

const NewLesson = z.object({
  sectionId: idText,
  title,
  kind: z.enum(LessonKind),
  content: LessonContentInput,
  durationSeconds: seconds,
  position,
})

/** Adds a lesson to the draft. Refuses NOT_FOUND, CONTENT_MISMATCH and TOO_MANY_LESSONS. */
export function addLesson(ctx: Context, input: unknown): Promise<LessonChange> {
  const { sectionId, title, kind, content, durationSeconds, position } = checkInput(NewLesson, input)
  const stored = contentOf(kind, content)
  return ctx.transact(async (tx) => {
    const section = await tx.section.findFirst({ where: { id: sectionId, versionNumber: DRAFT } })
    if (!section) return refuse('NOT_FOUND', 'There is no such section.', 'sectionId')
    const { instructorId } = await lockOwnCourse(tx, ctx.viewer, section.courseId, 'sectionId')
    await requireUsable(tx, kind, stored, { id: section.courseId, instructorId })
    const place = await makeRoom(tx, section, position)
    const lesson = await tx.lesson.create({
      data: { ...draftOf(section), id: newId('lesson'), title, kind, durationSeconds, position: place, ...stored },
    })
    const course = await touchDraft(tx, section.courseId)
    if (usesFile(kind)) await appendLessonFiles(tx, lesson.id, course, ctx)
    return lessonChange(lesson, course)
  })
}

const draftOf = ({ courseId, id: sectionId }: SectionModel) => ({ courseId, versionNumber: DRAFT, sectionId })

/** Moves the lessons from a place on by one; returns the place. */
async function makeRoom(tx: Tx, section: SectionModel, position: number | null | undefined): Promise<number> {
  const draft = draftOf(section)
  const count = await tx.lesson.count({ where: draft })
  if (count >= LONGEST_LIST) refuse('TOO_MANY_LESSONS', `A section has at most ${LONGEST_LIST} lessons.`, 'sectionId')
  const place = Math.min(position ?? count + 1, count + 1)
  await tx.lesson.updateMany({ where: { ...draft, position: { gte: place } }, data: { position: { increment: 1 } } })
  return place
}
