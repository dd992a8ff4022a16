import type { LiveSessionResolvers } from '../../types.generated.ts'
import { roomCursor } from '../room-cursor.ts'

export const LiveSession: Pick<LiveSessionResolvers, 'eventCursor' | '__isTypeOf' | '__resolveReference'> = {
  eventCursor: ({ id, roomSequence }) => roomCursor(id, roomSequence),
}
