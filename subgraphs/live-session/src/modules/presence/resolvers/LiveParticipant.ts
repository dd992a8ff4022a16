import type { LiveParticipantResolvers } from '../../types.generated.ts'

export const LiveParticipant: Pick<LiveParticipantResolvers, 'joinedAt' | 'present' | 'role' | 'user'> = {
  user: ({ userId }) => ({ id: userId }),
  present: async ({ id }, _args, { loaders }) => (await loaders.openPresencesByParticipantId.load(id)).length > 0,
}
