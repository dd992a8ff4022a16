import type { LiveSessionResolvers } from '../../types.generated.ts'

export const LiveSession: Pick<LiveSessionResolvers, 'participants' | '__isTypeOf' | '__resolveReference'> = {
  participants: ({ id }, page, { loaders }) => loaders.participantsOfSession(id, page),
}
