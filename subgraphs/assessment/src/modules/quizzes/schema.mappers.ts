import type { QuizModel } from '../../generated/prisma/models.ts'

export type CourseMapper = { id: string }
export type QuizMapper = QuizModel
