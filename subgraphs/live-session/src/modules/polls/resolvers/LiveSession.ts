import type { LiveSessionResolvers } from '../../types.generated.ts'

export const LiveSession: Pick<LiveSessionResolvers, 'polls' | '__isTypeOf' | '__resolveReference'> = {
  polls: ({ id }, page, { loaders }) => loaders.pollsOfSession(id, page),
}
