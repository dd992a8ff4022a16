import type { ModerationEntryResolvers } from '../../types.generated.ts'

export const ModerationEntry: ModerationEntryResolvers = {
  actor: ({ actorId }) => ({ id: actorId }),
  user: ({ userId }) => ({ id: userId }),
}
