import type { LiveSessionResolvers } from '../../types.generated.ts'

export const LiveSession: Pick<LiveSessionResolvers, 'raisedHands' | '__isTypeOf' | '__resolveReference'> = {
  raisedHands: ({ id }, page, { loaders }) => loaders.raisedHandsOfSession(id, page),
}
