import type { UserResolvers } from '../../types.generated.ts'

export const User: Pick<UserResolvers, 'attempts' | 'id' | '__resolveReference'> = {
  attempts: ({ id }, page, { loaders }) => loaders.attemptsOfUser(id, page),
}
