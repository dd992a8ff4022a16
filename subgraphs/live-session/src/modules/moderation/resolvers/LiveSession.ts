import type { LiveSessionResolvers } from '../../types.generated.ts'
import { listModeration } from '../list-moderation.ts'

export const LiveSession: Pick<LiveSessionResolvers, 'moderationLog' | '__isTypeOf' | '__resolveReference'> = {
  moderationLog: (session, page, ctx) => listModeration(ctx, session, page),
}
