import type { ArticleContentResolvers } from '../../types.generated.ts'
import { articleKey } from '../version-key.ts'

export const ArticleContent: ArticleContentResolvers = {
  body: async ({ lesson }, _args, { loaders }) => (await loaders.articleByLesson.load(articleKey(lesson)))?.body ?? '',
}
