import { DomainError } from '@lms/kit/errors'
import type { LiveSessionModel } from '../../generated/prisma/models.ts'

/** Place in a session's events: behind the one of this number. It is that event's id as well. */
export const roomCursor = (sessionId: string, sequence: number): string => `${sessionId}-${sequence}`

/** @throws DomainError BAD_USER_INPUT for what is no place in the session's events */
export function readRoomCursor({ id, roomSequence }: LiveSessionModel, cursor: string): number {
  const [, digits] = new RegExp(`^${id}-(0|[1-9]\\d{0,9})$`).exec(cursor) ?? []
  const sequence = Number(digits ?? Number.NaN)
  if (sequence <= roomSequence) return sequence
  throw new DomainError('BAD_USER_INPUT', 'The cursor is not one that this session gave out.')
}
