import type { Tx } from '../../context.ts'
import type { LessonModel } from '../../generated/prisma/models.ts'
import { readKey } from './version-key.ts'

export type ArticleRow = Pick<LessonModel, 'courseId' | 'versionNumber' | 'id' | 'body'>

/** The texts of lessons, with one statement for all. */
export function findArticles(db: Pick<Tx, 'lesson'>, keys: string[]): Promise<ArticleRow[]> {
  return db.lesson.findMany({
    where: { OR: keys.map(readKey) },
    select: { courseId: true, versionNumber: true, id: true, body: true },
  })
}
