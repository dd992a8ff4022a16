import { refuse } from '@lms/kit/errors'
import { requiredText } from '@lms/kit/input'
import type { Tx } from '../../context.ts'

export const title = requiredText(200)
export const summary = requiredText(5_000)

/** Refuses NOT_FOUND unless there is such a category. */
export async function requireCategory(tx: Pick<Tx, 'category'>, categoryId: string): Promise<void> {
  const category = await tx.category.findUnique({ where: { id: categoryId } })
  if (!category) refuse('NOT_FOUND', 'There is no such category.', 'categoryId')
}
