import { isUniqueViolation } from '@lms/kit/constraint-errors'
import { refuse } from '@lms/kit/errors'
import { newId } from '@lms/kit/ids'
import { checkInput, requiredText } from '@lms/kit/input'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { CategoryModel } from '../../generated/prisma/models.ts'

const NewCategory = z.object({ name: requiredText(100) })

/** Adds a category. Refuses NAME_TAKEN. */
export async function createCategory({ db }: Context, input: unknown): Promise<CategoryModel> {
  const { name } = checkInput(NewCategory, input)
  try {
    return await db.category.create({ data: { id: newId('category'), name } })
  } catch (error) {
    if (isUniqueViolation(error, 'category_name_key')) refuse('NAME_TAKEN', 'There is such a category already.', 'name')
    throw error
  }
}
