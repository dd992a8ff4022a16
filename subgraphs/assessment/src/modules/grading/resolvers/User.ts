import type { UserResolvers } from '../../types.generated.ts'

export const User: Pick<UserResolvers, 'grades' | '__resolveReference'> = {
  grades: ({ id }, page, { loaders }) => loaders.releasedGradesOfUser(id, page),
}
