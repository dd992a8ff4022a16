import type { LiveParticipantResolvers } from '../../types.generated.ts'

export const LiveParticipant: LiveParticipantResolvers = {
  user: ({ userId }) => ({ id: userId }),
  present: async ({ id }, _args, { loaders }) => (await loaders.openPresencesByParticipantId.load(id)).length > 0,
}
