import type { ReviewResolvers } from '../../types.generated.ts'

export const Review: ReviewResolvers = {
  author: ({ authorId }) => ({ id: authorId }),
}
