import type { LiveMessageResolvers } from '../../types.generated.ts'

export const LiveMessage: LiveMessageResolvers = {
  author: ({ authorId }) => ({ id: authorId }),
}
