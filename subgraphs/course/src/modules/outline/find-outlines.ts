import type { Tx } from '../../context.ts'
import type { LessonModel, SectionModel } from '../../generated/prisma/models.ts'
import { readKey, versionKey } from './version-key.ts'

/** A lesson without its text, which is long. */
export type LessonRow = Omit<LessonModel, 'body'>

/** What a version of a course consists of, in order. */
export interface Outline {
  courseId: string
  versionNumber: number
  sections: (SectionModel & { lessons: LessonRow[] })[]
}

/** The outlines of versions, with two statements for all. */
export async function findOutlines(db: Pick<Tx, 'section'>, keys: string[]): Promise<Outline[]> {
  const versions = keys.map((key) => {
    const { courseId, versionNumber } = readKey(key)
    return { courseId, versionNumber }
  })
  const sections = await db.section.findMany({
    where: { OR: versions },
    orderBy: { position: 'asc' },
    include: { lessons: { omit: { body: true }, orderBy: { position: 'asc' } } },
  })
  const byVersion = Map.groupBy(sections, versionKey)
  return versions.map((version) => ({ ...version, sections: byVersion.get(versionKey(version)) ?? [] }))
}
