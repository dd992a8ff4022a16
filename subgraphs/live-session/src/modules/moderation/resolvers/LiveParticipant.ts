import type { LiveParticipantResolvers } from '../../types.generated.ts'
import { seeBan } from '../see-ban.ts'

export const LiveParticipant: Pick<LiveParticipantResolvers, 'banned' | 'muted'> = {
  banned: (participant, _args, ctx) => seeBan(ctx, participant),
  muted: ({ mutedAt }) => mutedAt !== null,
}
