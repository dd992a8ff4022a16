import { erasureRequested } from '@lms/contracts/user'
import { newId } from '@lms/kit/ids'
import { audience, type Viewer } from '@lms/kit/viewer'
import { countStatements } from '@lms/testkit/count-statements'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import { classOf, course, enroll, join, liveClass, MINUTE, mutate, say, schedule } from './classroom.ts'
import { startTestLiveSession } from './start-live-session.ts'
import { connect, seen, told, watch } from './watching.ts'

const live = setUp(startTestLiveSession)

const cursorOf = async (viewer: Viewer, id: string): Promise<string> =>
  (await live.execute(viewer, 'query ($id: ID!) { liveSession(id: $id) { eventCursor } }', { id })).data.liveSession
    .eventCursor

describe('those who watch a session', () => {
  test('are told everything that happens, in its order, until it is over', async () => {
    const { taught, sessionId, instructor } = await liveClass(live)
    const { learner } = await enroll(live, taught)
    const stream = await watch(connect(live), learner, sessionId)
    for (const viewer of [instructor, learner]) await join(live, viewer, sessionId)
    const { message } = await say(live, learner, sessionId, 'Hello')
    await mutate(live, learner, 'deleteMessage', { messageId: message.id }, 'message { id }')
    await mutate(live, learner, 'raiseHand', { sessionId }, 'participant { joinedAt }')
    const muting = { sessionId, userId: learner.id }
    for (const muted of [true, false])
      await mutate(live, instructor, 'muteParticipant', { ...muting, muted }, 'participant { muted }')
    const question = { sessionId, question: 'Well?', options: ['Yes', 'No'] }
    const { poll } = await mutate(live, instructor, 'createPoll', question, 'poll { id options { id } }')
    const ballot = { pollId: poll.id, optionIds: [poll.options[0].id] }
    await mutate(live, learner, 'votePoll', ballot, 'poll { id }')
    await mutate(live, learner, 'leaveLiveSession', { sessionId })
    await mutate(live, instructor, 'endLiveSession', { sessionId })
    await expect.poll(() => stream.end).toBe('complete')
    const events = stream.events.map(told)
    const participant = { id: learner.id }
    expect(events).toMatchObject([
      { __typename: 'ParticipantJoined', participant: { id: instructor.id }, role: 'MODERATOR' },
      { __typename: 'ParticipantJoined', participant, role: 'ATTENDEE' },
      { __typename: 'MessagePosted', message: { id: message.id, author: participant } },
      { __typename: 'MessageDeleted', message: { id: message.id, body: null } },
      { __typename: 'HandRaised', participant },
      { __typename: 'HandLowered', participant },
      { __typename: 'ParticipantMuted', participant },
      { __typename: 'ParticipantUnmuted', participant },
      { __typename: 'PollOpened', poll: { id: poll.id, question: 'Well?' } },
      { __typename: 'PollVoted' },
      { __typename: 'ParticipantLeft', participant },
      { __typename: 'PollClosed', poll: { status: 'CLOSED', options: [{ votes: 1 }, { votes: 0 }] } },
      { __typename: 'SessionEnded', session: { id: sessionId, status: 'ENDED' } },
    ])
    expect(stream.events.map(({ extensions }) => extensions?.cursor)).toEqual(events.map(({ id }) => id))
    expect(stream.received[0]).toEqual({ data: null, extensions: { cursor: `${sessionId}-1` } })
  })

  test('see what somebody said go when that person is erased, in every session that is live', async () => {
    const [here, there] = [await classOf(live, 2), await liveClass(live)]
    const [ada, bob] = here.all
    await enroll(live, there.taught, ada)
    await join(live, ada, there.sessionId)
    const own = [await say(live, ada, here.sessionId, 'One'), await say(live, ada, here.sessionId, 'Two')]
    const elsewhere = await say(live, ada, there.sessionId, 'Three')
    await say(live, bob, here.sessionId, 'Four')
    const streams = connect(live)
    const watching = [
      await watch(streams, bob, here.sessionId),
      await watch(streams, there.instructor, there.sessionId),
    ] as const
    const erasureId = newId('erasure')
    await live.deliver(erasureRequested, { subject: erasureId, data: { erasureId, userId: ada.id } })
    const gone = ({ message }: (typeof own)[number]) => ({
      ...{ __typename: 'MessageDeleted' },
      message: { id: message.id, body: null },
    })
    expect(await seen(watching[0], 2)).toMatchObject(own.map(gone))
    expect(await seen(watching[1], 1)).toMatchObject([gone(elsewhere)])
  })

  test('see a session begin, and one that is called off or never started', async () => {
    const taught = await course(live)
    const { learner } = await enroll(live, taught)
    const sessionId = await schedule(live, taught)
    const stream = await watch(connect(live), learner, sessionId)
    await mutate(live, taught.instructor, 'startLiveSession', { sessionId })
    expect(await seen(stream, 1)).toMatchObject([{ __typename: 'SessionStarted', session: { status: 'LIVE' } }])
    const later = await schedule(live, taught, { startsAtLocal: '2027-11-01T10:00' })
    const cancelled = await watch(connect(live), learner, later)
    await mutate(live, taught.instructor, 'cancelLiveSession', { sessionId: later })
    await expect.poll(() => cancelled.end).toBe('complete')
    expect(cancelled.events.map(told)).toMatchObject([{ __typename: 'SessionCancelled' }])
  })

  test('miss and repeat nothing, wherever they begin', async () => {
    const { sessionId, all } = await classOf(live, 2)
    const [ada, bob] = all
    const streams = connect(live)
    const whole = await watch(streams, ada, sessionId, { after: `${sessionId}-0` })
    const posting = Promise.all(
      Array.from({ length: 30 }, (_, index) => say(live, index % 2 ? ada : bob, sessionId, String(index))),
    )
    const late = await watch(streams, bob, sessionId, { after: await cursorOf(bob, sessionId) })
    const later = await watch(streams, bob, sessionId)
    await posting
    const last = await cursorOf(ada, sessionId)
    for (const stream of [whole, late, later]) await expect.poll(() => stream.cursor).toBe(last)
    const ids = whole.events.map((event) => told(event).id)
    expect(ids).toEqual(Array.from({ length: 34 }, (_, index) => `${sessionId}-${index + 1}`))
    for (const stream of [late, later]) {
      const own = stream.events.map((event) => told(event).id)
      expect(own).toEqual(own.length === 0 ? [] : ids.slice(-own.length))
      expect(Number(stream.received[0]?.extensions?.cursor?.split('-').at(-1))).toBe(34 - own.length)
    }
    for (const after of [ids[3], ids[33]]) {
      const again = await watch(streams, ada, sessionId, { after })
      await expect.poll(() => again.cursor).toBe(last)
      expect(again.events.map((event) => told(event).id)).toEqual(ids.slice(ids.indexOf(after) + 1))
    }
  })

  test('catch up with whatever is kept, also beyond what a process remembers', async () => {
    const { sessionId, all } = await classOf(live, 1)
    const early = await watch(connect(live), all[0], sessionId)
    await live.database.query(
      `insert into room_event (id, session_id, sequence, kind, payload, at)
       select 'roomevent_' || $1 || number, $1, number, 'HAND_RAISED', jsonb_build_object('userId', $2::text), now()
       from generate_series(4, 1203) as number`,
      [sessionId, all[0].id],
    )
    await live.database.query('update live_session set room_sequence = 1203 where id = $1', [sessionId])
    await say(live, all[0], sessionId, 'Rings the bell')
    const late = await watch(connect(live), all[0], sessionId, { after: `${sessionId}-2` })
    for (const stream of [early, late]) await expect.poll(() => stream.cursor).toBe(`${sessionId}-1204`)
    expect([early.events.length, late.events.length]).toEqual([1201, 1202])
  })

  test('are those to whom it is visible, whatever they ask for', async () => {
    const { sessionId, instructor, all } = await classOf(live, 1)
    const { end, learner } = await enroll(live, await course(live))
    await end()
    const streams = connect(live)
    const partner: Viewer = { kind: 'partner', id: newId('partner'), keyId: 'key', scopes: [] }
    const ends = async (viewer: Viewer | null, id = sessionId, after?: string) =>
      (await watch(streams, viewer, id, { after: after ?? null })).end
    for (const viewer of [learner, createViewer('INSTRUCTOR'), partner])
      expect(await ends(viewer)).toEqual({ code: 'NOT_FOUND' })
    for (const viewer of [all[0], audience]) expect(await ends(viewer, newId('live'))).toEqual({ code: 'NOT_FOUND' })
    expect(await ends(null)).toEqual({ code: 'UNAUTHENTICATED' })
    for (const viewer of [all[0], instructor, createViewer('ADMIN')]) expect(await ends(viewer)).toBeNull()
    for (const after of ['', 'x', '3', `${newId('live')}-1`, `${sessionId}-99`, `${sessionId}--1`, `${sessionId}-1e1`])
      expect(await ends(all[0], sessionId, after)).toEqual({ code: 'BAD_USER_INPUT' })
  })

  test('of a session that is over are told what they missed of it, as long as that is kept', async () => {
    await using alone = await startTestLiveSession()
    const { taught, sessionId, instructor } = await liveClass(alone)
    const { learner } = await enroll(alone, taught)
    await mutate(alone, instructor, 'endLiveSession', { sessionId })
    const streams = connect(alone)
    const all = await watch(streams, learner, sessionId, { after: `${sessionId}-0` })
    const none = await watch(streams, learner, sessionId)
    await expect.poll(() => [all.end, none.end]).toEqual(['complete', 'complete'])
    expect(all.events.map((event) => told(event).__typename)).toEqual(['SessionStarted', 'SessionEnded'])
    expect(none.events).toEqual([])
    alone.clock.advance(25 * 60 * MINUTE)
    const expired = async () => {
      const stream = await watch(streams, learner, sessionId, { after: `${sessionId}-0` })
      await expect.poll(() => stream.end).not.toBeNull()
      return stream.end
    }
    await expect.poll(expired).toEqual({ code: 'CURSOR_EXPIRED' })
  })
})

describe('what everybody sees', () => {
  test('is told once for all of them: learners are admitted, leaders have streams of their own', async () => {
    const { sessionId, instructor, all } = await classOf(live, 1)
    const streams = connect(live)
    const asked = { admission: true }
    const learner = await watch(streams, all[0], sessionId, asked)
    const leader = await watch(streams, instructor, sessionId, asked)
    const staff = await watch(streams, createViewer('ADMIN'), sessionId, asked)
    const everybody = await watch(streams, audience, sessionId)
    expect(learner.received).toEqual([{ data: null, extensions: { admitted: true, cursor: `${sessionId}-3` } }])
    for (const { received } of [leader, staff, everybody]) {
      expect(received).toEqual([{ data: null, extensions: { cursor: `${sessionId}-3` } }])
    }
    const question = { sessionId, question: 'Well?', options: ['Yes', 'No'] }
    const { poll } = await mutate(live, instructor, 'createPoll', question, 'poll { id options { id } }')
    const ballot = { pollId: poll.id, optionIds: [poll.options[0].id] }
    await mutate(live, all[0], 'votePoll', ballot, 'poll { id }')
    expect((await seen(everybody, 2))[1].poll).toEqual({
      totalVoters: 1,
      myVote: null,
      options: [{ votes: null }, { votes: null }],
    })
    expect((await seen(leader, 2))[1].poll.options).toEqual([{ votes: 1 }, { votes: 0 }])
    await mutate(live, instructor, 'endLiveSession', { sessionId })
    await expect.poll(() => [everybody.end, leader.end]).toEqual(['complete', 'complete'])
    // Only the stream of the events knows when the end has been told.
    expect([learner.end, learner.events]).toEqual([null, []])
  })

  test('holds nothing that is for leaders or one person', async () => {
    const { sessionId, instructor, all } = await classOf(live, 1)
    const hidden = `session {
      moderationLog { totalCount } attendance { totalCount }
      participants { nodes { user { id } banned } } polls { nodes { myVote options { votes } } } messages { totalCount }
    }`
    const query = `subscription ($sessionId: ID!) { liveSessionEvents(sessionId: $sessionId) { ${hidden} } }`
    const stream = await connect(live).subscribe(audience, query, { sessionId })
    await expect.poll(() => stream.received.length).toBe(1)
    const question = { sessionId, question: 'Well?', options: ['Yes', 'No'] }
    await mutate(live, instructor, 'createPoll', question, 'poll { id }')
    const [event] = await seen(stream, 1)
    expect(event.session).toEqual({
      moderationLog: null,
      attendance: { totalCount: 0 },
      participants: { nodes: [instructor, ...all].map(({ id }) => ({ user: { id }, banned: null })) },
      polls: { nodes: [{ myVote: null, options: [{ votes: null }, { votes: null }] }] },
      messages: { totalCount: 0 },
    })
    expect(stream.events[0]?.errors).toBeUndefined()
  })

  test('takes the same few statements for an event, however many watch', async () => {
    // Jobs would send statements of their own all the time.
    await using alone = await startTestLiveSession({ LIVE_SWEEP_MS: '60000' })
    const { sessionId, instructor, all } = await classOf(alone, 20)
    const streams = connect(alone)
    const watching = [await watch(streams, audience, sessionId)]
    const post = async () => {
      const { message } = await say(alone, instructor, sessionId, 'Hello')
      for (const stream of watching)
        await expect.poll(() => stream.events.map(told).at(-1)?.message.id).toBe(message.id)
    }
    const withOne = await countStatements(alone, post)
    for (const viewer of all) await watch(streams, viewer, sessionId, { admission: true })
    for (const viewer of [instructor, ...all.slice(0, 5), audience])
      watching.push(await watch(streams, viewer, sessionId))
    expect(await countStatements(alone, post)).toBe(withOne)
  })
})
