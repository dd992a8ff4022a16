import type { SessionResolvers } from '../../types.generated.ts'

export const Session: SessionResolvers = {
  current: ({ id }, _args, { viewer }) => viewer.kind === 'user' && viewer.sessionId === id,
}
