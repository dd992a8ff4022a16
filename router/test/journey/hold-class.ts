import type { ApiClient } from '@lms/local/api-client'
import { eventually } from '@lms/testkit/eventually'
import { expect } from 'vitest'
import type { Person } from './people.ts'

const PARTICIPANT = 'participant { user { displayName } present muted handRaisedAt }'
const POLL = 'poll { id options { id text votes } status totalVoters myVote }'
const ROOM = `query ($id: ID!) { liveSession(id: $id) {
  messages(first: 10) { nodes { body author { displayName } } }
  participants(first: 10) { nodes { user { displayName } } }
  raisedHands(first: 10) { nodes { user { displayName } } }
  polls(first: 10) { nodes { status totalVoters myVote options { text votes } } }
  moderationLog(first: 10) { nodes { action actor { displayName } user { displayName } } }
} }`

/** Plays a meeting of a class: the student speaks up, votes, is muted and at last removed for good. */
export async function holdClass(teacher: Person, student: Person, sessionId: string): Promise<void> {
  const joinedAt = await enter(teacher, student, sessionId)
  await speakUp(teacher, student, sessionId)
  await takeVote(teacher, student, sessionId)
  const muting = { sessionId, userId: student.userId, muted: true }
  const { participant } = await teacher.mutate('muteParticipant', muting, PARTICIPANT)
  expect(participant).toMatchObject({ user: { displayName: 'Ada' }, present: true, muted: true, handRaisedAt: null })
  await expect(say(student, sessionId, 'But …')).rejects.toThrow('MUTED')
  // Attendance counts whole seconds, so the student has to be there for one.
  await eventually(
    async () => Date.now() - joinedAt,
    (stayed) => expect(stayed).toBeGreaterThan(1_000),
  )
  await teacher.mutate('removeParticipant', { sessionId, userId: student.userId, ban: true }, PARTICIPANT)
  await expect(student.mutate('joinLiveSession', { sessionId }, 'joinToken')).rejects.toThrow('BANNED')
  const { moderationLog } = (await teacher.ask(ROOM, { id: sessionId })).liveSession
  expect(moderationLog.nodes).toEqual(
    ['MUTE', 'REMOVE', 'BAN'].map((action) => ({
      action,
      actor: { displayName: 'Grace' },
      user: { displayName: 'Ada' },
    })),
  )
  await teacher.mutate('endLiveSession', { sessionId }, 'session { status }')
}

const say = (person: ApiClient, sessionId: string, body: string) =>
  person.mutate('postMessage', { sessionId, body }, 'message { id }')

async function enter(teacher: ApiClient, student: ApiClient, sessionId: string): Promise<number> {
  await teacher.mutate('startLiveSession', { sessionId }, 'session { status }')
  const joined = await eventually(
    () => student.mutate('joinLiveSession', { sessionId }, 'session { status } joinToken joinUrl'),
    ({ joinToken }) => expect(joinToken).toMatch(/^ey/),
  )
  expect(joined.session.status).toBe('LIVE')
  return Date.now()
}

async function speakUp(teacher: ApiClient, student: ApiClient, sessionId: string): Promise<void> {
  await say(student, sessionId, 'Hello, Grace!')
  await student.mutate('raiseHand', { sessionId }, PARTICIPANT)
  const { messages, raisedHands, participants } = (await teacher.ask(ROOM, { id: sessionId })).liveSession
  const ada = { user: { displayName: 'Ada' } }
  expect(messages.nodes).toEqual([{ body: 'Hello, Grace!', author: { displayName: 'Ada' } }])
  expect([participants.nodes, raisedHands.nodes]).toEqual([[ada], [ada]])
}

async function takeVote(teacher: ApiClient, student: ApiClient, sessionId: string): Promise<void> {
  const question = { sessionId, question: 'Is it clear?', options: ['Yes', 'No'] }
  const { poll } = await teacher.mutate('createPoll', question, POLL)
  const [yes] = poll.options
  const cast = await student.mutate('votePoll', { pollId: poll.id, optionIds: [yes.id] }, POLL)
  expect(cast.poll).toMatchObject({ totalVoters: 1, myVote: [yes.id], options: [{ votes: null }, { votes: null }] })
  await teacher.mutate('closePoll', { pollId: poll.id }, POLL)
  const { polls, moderationLog } = (await student.ask(ROOM, { id: sessionId })).liveSession
  expect([polls.nodes, moderationLog]).toEqual([
    [
      {
        status: 'CLOSED',
        totalVoters: 1,
        myVote: [yes.id],
        options: [
          { text: 'Yes', votes: 1 },
          { text: 'No', votes: 0 },
        ],
      },
    ],
    null,
  ])
}
