import type { CategoryModel, CourseModel } from '../../generated/prisma/models.ts'

export type CourseMapper = CourseModel
export type CategoryMapper = CategoryModel
export type UserMapper = { id: string }
