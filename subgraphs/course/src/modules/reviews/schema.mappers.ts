import type { ReviewModel } from '../../generated/prisma/models.ts'

export type ReviewMapper = ReviewModel
