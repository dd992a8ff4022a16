import type { ParticipantRole, RoomEventKind } from '../../generated/prisma/enums.ts'
import type { LiveSessionModel, MessageModel, PollModel } from '../../generated/prisma/models.ts'

/** What each kind of change is called when it is told. The other kinds concern one person alone and are not told. */
export const EVENT_TYPES = {
  SESSION_STARTED: 'SessionStarted',
  SESSION_ENDED: 'SessionEnded',
  SESSION_CANCELLED: 'SessionCancelled',
  SESSION_EXPIRED: 'SessionExpired',
  PARTICIPANT_JOINED: 'ParticipantJoined',
  PARTICIPANT_LEFT: 'ParticipantLeft',
  PARTICIPANT_REMOVED: 'ParticipantRemoved',
  PARTICIPANT_MUTED: 'ParticipantMuted',
  PARTICIPANT_UNMUTED: 'ParticipantUnmuted',
  HAND_RAISED: 'HandRaised',
  HAND_LOWERED: 'HandLowered',
  MESSAGE_POSTED: 'MessagePosted',
  MESSAGE_DELETED: 'MessageDeleted',
  POLL_OPENED: 'PollOpened',
  POLL_VOTED: 'PollVoted',
  POLL_CLOSED: 'PollClosed',
  PARTICIPANT_BANNED: null,
  ENROLLMENT_ENDED: null,
} as const satisfies Record<RoomEventKind, string | null>

/** What is told of a change, with all of it that would take a look into the database. */
export interface RoomEvent {
  __typename: NonNullable<(typeof EVENT_TYPES)[RoomEventKind]>
  /** Also the cursor behind which the events go on. */
  id: string
  at: Date
  session: LiveSessionModel
}

export interface PersonEvent extends RoomEvent {
  participant: { id: string }
}

export interface ArrivalEvent extends PersonEvent {
  role: ParticipantRole
}

export interface MessageEvent extends RoomEvent {
  message: MessageModel
}

export interface PollEvent extends RoomEvent {
  poll: PollModel
}

/** A change under its number. */
export interface RoomChange {
  sequence: number
  kind: RoomEventKind
  /** Whom it concerns, of changes of people. */
  userId: string | null
  /** Null for what is not told. */
  event: RoomEvent | null
}

/** After these nothing happens in a session any more that is told. */
export const isLast = ({ kind }: RoomChange): boolean =>
  kind === 'SESSION_ENDED' || kind === 'SESSION_CANCELLED' || kind === 'SESSION_EXPIRED'
