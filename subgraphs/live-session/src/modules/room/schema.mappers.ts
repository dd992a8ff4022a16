import type { ArrivalEvent, MessageEvent, PersonEvent, PollEvent, RoomEvent } from './room-event.ts'

export type LiveSessionEventMapper = RoomEvent
export type SessionStartedMapper = RoomEvent
export type SessionEndedMapper = RoomEvent
export type SessionCancelledMapper = RoomEvent
export type SessionExpiredMapper = RoomEvent
export type ParticipantJoinedMapper = ArrivalEvent
export type ParticipantLeftMapper = PersonEvent
export type ParticipantRemovedMapper = PersonEvent
export type ParticipantMutedMapper = PersonEvent
export type ParticipantUnmutedMapper = PersonEvent
export type HandRaisedMapper = PersonEvent
export type HandLoweredMapper = PersonEvent
export type MessagePostedMapper = MessageEvent
export type MessageDeletedMapper = MessageEvent
export type PollOpenedMapper = PollEvent
export type PollVotedMapper = PollEvent
export type PollClosedMapper = PollEvent
