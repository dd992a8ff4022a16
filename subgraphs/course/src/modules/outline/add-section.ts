import { refuse } from '@lms/kit/errors'
import { newId } from '@lms/kit/ids'
import { checkInput, idText } from '@lms/kit/input'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { CourseModel } from '../../generated/prisma/models.ts'
import { lockOwnCourse } from '../catalogue/lock-own-course.ts'
import { LONGEST_LIST, position, title } from './lesson-fields.ts'
import type { SectionMapper } from './schema.mappers.ts'
import { touchDraft } from './touch-draft.ts'
import { DRAFT } from './version-key.ts'

const NewSection = z.object({ courseId: idText, title, position })

/** Adds a section to the draft. Refuses NOT_FOUND and TOO_MANY_SECTIONS. */
export function addSection(ctx: Context, input: unknown): Promise<{ section: SectionMapper; course: CourseModel }> {
  const { courseId, title, position } = checkInput(NewSection, input)
  return ctx.transact(async (tx) => {
    await lockOwnCourse(tx, ctx.viewer, courseId)
    const draft = { courseId, versionNumber: DRAFT }
    const count = await tx.section.count({ where: draft })
    if (count >= LONGEST_LIST) refuse('TOO_MANY_SECTIONS', `A course has at most ${LONGEST_LIST} sections.`, 'courseId')
    const place = Math.min(position ?? count + 1, count + 1)
    await tx.section.updateMany({
      where: { ...draft, position: { gte: place } },
      data: { position: { increment: 1 } },
    })
    const section = await tx.section.create({ data: { ...draft, id: newId('section'), title, position: place } })
    return { section: { ...section, lessons: [] }, course: await touchDraft(tx, courseId) }
  })
}
