import type { LiveSessionResolvers } from '../../types.generated.ts'

export const LiveSession: Pick<LiveSessionResolvers, 'messages' | '__isTypeOf' | '__resolveReference'> = {
  messages: ({ id }, page, { loaders }) => loaders.messagesOfSession(id, page),
}
