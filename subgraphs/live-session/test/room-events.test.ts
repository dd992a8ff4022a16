import type { SignedInViewer } from '@lms/kit/viewer'
import { setUp } from '@lms/testkit/set-up'
import type { TestSubgraph } from '@lms/testkit/subgraph'
import { describe, expect, test } from 'vitest'
import { course, elsewhere, enroll, join, learners, liveClass, MINUTE, mutate, schedule } from './classroom.ts'
import { startTestLiveSession } from './start-live-session.ts'

const live = setUp(startTestLiveSession)

interface Row {
  sequence: number
  kind: string
  payload: Record<string, string>
}

const roomEvents = (subgraph: TestSubgraph, sessionId: string) =>
  subgraph.database.query<Row>(
    'select sequence, kind, payload from room_event where session_id = $1 order by sequence',
    [sessionId],
  )
const upTo = (length: number) => Array.from({ length }, (_, index) => index + 1)

describe('what happens in a room', () => {
  test('is numbered without gaps or duplicates, whatever happens at once', async () => {
    const { taught, sessionId, instructor } = await liveClass(live, { capacity: 100 })
    const all = await learners(live, taught, 25)
    await join(live, instructor, sessionId)
    await Promise.all(all.map((viewer) => join(live, viewer, sessionId)))
    const before = await roomEvents(live, sessionId)
    expect(before.map(({ sequence }) => sequence)).toEqual(upTo(27))
    const hello = (viewer: SignedInViewer) =>
      mutate(live, viewer, 'postMessage', { sessionId, body: 'Hi' }, 'message { id }')
    await Promise.all(
      all.flatMap((viewer, index) => [
        hello(viewer),
        index % 2
          ? mutate(live, viewer, 'raiseHand', { sessionId }, 'participant { joinedAt }')
          : mutate(
              live,
              instructor,
              'muteParticipant',
              { sessionId, userId: viewer.id, muted: true },
              'participant { muted }',
            ),
      ]),
    )
    const [messages] = await live.database.query<{ count: number }>(
      'select count(*)::integer from message where session_id = $1',
      [sessionId],
    )
    const events = await roomEvents(live, sessionId)
    const count = (kind: string) => events.filter((event) => event.kind === kind).length
    expect(events.map(({ sequence }) => sequence)).toEqual(upTo(events.length))
    expect([count('HAND_RAISED'), count('PARTICIPANT_MUTED')]).toEqual([12, 13])
    // A message that came after the muting was refused and took no number.
    expect(count('MESSAGE_POSTED')).toBe(messages?.count)
    expect(events).toHaveLength(27 + 25 + count('MESSAGE_POSTED'))
  })

  test('is told in its order, by ids alone, once for each change', async () => {
    const { taught, sessionId, instructor } = await liveClass(live)
    const { learner } = await enroll(live, taught)
    const phone = elsewhere(learner)
    for (const viewer of [instructor, learner, phone, learner]) await join(live, viewer, sessionId)
    const run = (viewer: SignedInViewer, name: string, input: object, selection: string) =>
      mutate(live, viewer, name, input, selection)
    const { message } = await run(learner, 'postMessage', { sessionId, body: 'A secret' }, 'message { id }')
    for (let again = 0; again < 2; again++) {
      await run(learner, 'raiseHand', { sessionId }, 'participant { joinedAt }')
      await run(instructor, 'deleteMessage', { messageId: message.id }, 'message { id }')
    }
    const question = { sessionId, question: 'Well?', options: ['Yes', 'No'] }
    const { poll } = await run(instructor, 'createPoll', question, 'poll { id options { id } }')
    const ballot = { pollId: poll.id, optionIds: [poll.options[0].id] }
    for (let again = 0; again < 2; again++) await run(learner, 'votePoll', ballot, 'poll { id }')
    await mutate(live, phone, 'leaveLiveSession', { sessionId })
    await run(instructor, 'removeParticipant', { sessionId, userId: learner.id }, 'participant { joinedAt }')
    for (let again = 0; again < 2; again++) await mutate(live, instructor, 'endLiveSession', { sessionId })
    const userId = learner.id
    expect(await roomEvents(live, sessionId)).toEqual(
      [
        ['SESSION_STARTED', {}],
        ['PARTICIPANT_JOINED', { userId: instructor.id }],
        ['PARTICIPANT_JOINED', { userId }],
        ['MESSAGE_POSTED', { messageId: message.id }],
        ['HAND_RAISED', { userId }],
        ['MESSAGE_DELETED', { messageId: message.id }],
        ['POLL_OPENED', { pollId: poll.id }],
        ['POLL_VOTED', { pollId: poll.id }],
        ['HAND_LOWERED', { userId }],
        ['PARTICIPANT_REMOVED', { userId }],
        ['POLL_CLOSED', { pollId: poll.id }],
        ['SESSION_ENDED', {}],
      ].map(([kind, payload], index) => ({ sequence: index + 1, kind, payload })),
    )
  })

  test('is forgotten a day after the session, by two processes at once', async () => {
    await using alone = await startTestLiveSession()
    const replica = await alone.startReplica()
    const taught = await course(alone)
    const cancelled = await schedule(alone, taught)
    await mutate(alone, taught.instructor, 'cancelLiveSession', { sessionId: cancelled })
    const { sessionId, instructor } = await liveClass(alone)
    await join(alone, instructor, sessionId)
    await mutate(alone, instructor, 'endLiveSession', { sessionId })
    alone.clock.advance(23 * 60 * MINUTE)
    const later = await liveClass(alone)
    const kinds = async (id: string) => (await roomEvents(alone, id)).map(({ kind }) => kind)
    expect(await kinds(sessionId)).toEqual(['SESSION_STARTED', 'PARTICIPANT_JOINED', 'SESSION_ENDED'])
    expect(await kinds(cancelled)).toEqual(['SESSION_CANCELLED'])
    alone.clock.advance(61 * MINUTE)
    await expect.poll(async () => [...(await kinds(sessionId)), ...(await kinds(cancelled))]).toEqual([])
    await replica.stop()
    expect(await kinds(later.sessionId)).toContain('SESSION_STARTED')
  })
})
