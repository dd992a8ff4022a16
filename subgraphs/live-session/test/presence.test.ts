import { newId } from '@lms/kit/ids'
import type { SignedInViewer } from '@lms/kit/viewer'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { TokenVerifier } from 'livekit-server-sdk'
import { describe, expect, test } from 'vitest'
import {
  course,
  elsewhere,
  enroll,
  inMinutes,
  JOIN,
  join,
  learners,
  liveClass,
  MINUTE,
  mutate,
  refusal,
  schedule,
  see,
} from './classroom.ts'
import { LIVEKIT, startTestLiveSession } from './start-live-session.ts'

const live = setUp(startTestLiveSession)

const tokens = new TokenVerifier(LIVEKIT.key, LIVEKIT.secret)
const leave = (viewer: SignedInViewer, sessionId: string) => mutate(live, viewer, 'leaveLiveSession', { sessionId })
const joinCode = async (viewer: SignedInViewer, sessionId: string) =>
  (await refusal(live, viewer, 'joinLiveSession', { sessionId }, JOIN)).code

async function participants(viewer: SignedInViewer, sessionId: string) {
  const { participants } = await see(
    live,
    viewer,
    sessionId,
    'participants(first: 100) { totalCount nodes { user { id } role present } }',
  )
  return participants.nodes as { user: { id: string }; role: string; present: boolean }[]
}

describe('joining', () => {
  test('gives a token for the one room, for minutes, with what the role may do', async () => {
    const { taught, sessionId, instructor } = await liveClass(live)
    const { learner } = await enroll(live, taught)
    const asLearner = await join(live, learner, sessionId)
    expect(asLearner).toMatchObject({
      session: { id: sessionId, status: 'LIVE' },
      joinUrl: `${LIVEKIT.url}/`,
      userErrors: [],
    })
    const claims = await tokens.verify(asLearner.joinToken)
    expect(claims).toMatchObject({
      sub: learner.id,
      iss: LIVEKIT.key,
      video: { room: sessionId, roomJoin: true, canPublishData: false, canPublishSources: ['camera', 'microphone'] },
    })
    expect(claims.video?.roomAdmin).toBeUndefined()
    expect((claims.exp ?? 0) - (claims.nbf ?? 0)).toBeLessThanOrEqual(301)
    const asHost = await tokens.verify((await join(live, instructor, sessionId)).joinToken)
    expect(asHost).toMatchObject({ sub: instructor.id, video: { room: sessionId, roomJoin: true } })
    expect(asHost.video?.roomAdmin).toBeUndefined()
    expect(await participants(learner, sessionId)).toEqual([
      { user: { id: learner.id }, role: 'ATTENDEE', present: true },
      { user: { id: instructor.id }, role: 'MODERATOR', present: true },
    ])
  })

  test('is for those whom the session is for', async () => {
    const { taught, sessionId } = await liveClass(live)
    const { learner, end } = await enroll(live, taught)
    await end()
    for (const viewer of [learner, createViewer('INSTRUCTOR')]) {
      expect(await refusal(live, viewer, 'joinLiveSession', { sessionId }, JOIN)).toEqual({
        code: 'NOT_FOUND',
        field: ['input', 'sessionId'],
        payload: { session: null, joinToken: null, joinUrl: null },
      })
    }
    expect(await joinCode(learner, newId('live'))).toBe('NOT_FOUND')
    await expect(join(live, null, sessionId)).rejects.toThrow('UNAUTHENTICATED')
    expect((await join(live, createViewer('ADMIN'), sessionId)).userErrors).toEqual([])
  })

  test('is open while the session is live, and to leaders a quarter of an hour before', async () => {
    await using alone = await startTestLiveSession({ LIVE_SWEEP_MS: '3600000' })
    const taught = await course(alone)
    const sessionId = await schedule(alone, taught, { startsAtLocal: inMinutes(alone, 20) })
    const { learner } = await enroll(alone, taught)
    const code = async (viewer: SignedInViewer) =>
      (await refusal(alone, viewer, 'joinLiveSession', { sessionId }, JOIN)).code ?? 'ok'
    expect([await code(taught.instructor), await code(learner)]).toEqual(['TOO_EARLY', 'NOT_STARTED'])
    alone.clock.advance(6 * MINUTE)
    expect([await code(taught.instructor), await code(learner)]).toEqual(['ok', 'NOT_STARTED'])
    await mutate(alone, taught.instructor, 'startLiveSession', { sessionId })
    expect(await code(learner)).toBe('ok')
    await mutate(alone, taught.instructor, 'endLiveSession', { sessionId })
    expect([await code(taught.instructor), await code(learner)]).toEqual(['ENDED', 'ENDED'])
    const missed = await schedule(alone, taught)
    alone.clock.advance(80 * MINUTE)
    expect((await refusal(alone, taught.instructor, 'startLiveSession', { sessionId: missed })).code).toBe('EXPIRED')
  })

  test('never exceeds the capacity, however many join at once; leaders do not count', async () => {
    const { taught, sessionId, instructor } = await liveClass(live, { capacity: 5 })
    const all = await learners(live, taught, 15)
    const answers = await Promise.all([instructor, ...all].map((viewer) => join(live, viewer, sessionId)))
    const entered = answers.slice(1).filter(({ joinToken }) => joinToken)
    expect(answers[0].joinToken).toBeTruthy()
    expect(entered).toHaveLength(5)
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual(
      Array(10).fill({ field: ['input', 'sessionId'], code: 'SESSION_FULL' }),
    )
    const present = (await participants(instructor, sessionId)).filter(({ role }) => role === 'ATTENDEE')
    expect(present).toHaveLength(5)
  })

  test('takes one place per person on any number of devices, and leaving frees it', async () => {
    const { taught, sessionId } = await liveClass(live, { capacity: 1 })
    const [ada, bob] = (await learners(live, taught, 2)) as [SignedInViewer, SignedInViewer]
    const phone = elsewhere(ada)
    for (const device of [ada, phone, ada]) expect((await join(live, device, sessionId)).userErrors).toEqual([])
    expect(await joinCode(bob, sessionId)).toBe('SESSION_FULL')
    await leave(ada, sessionId)
    expect(await joinCode(bob, sessionId)).toBe('SESSION_FULL')
    await leave(phone, sessionId)
    await leave(phone, sessionId)
    expect((await join(live, bob, sessionId)).userErrors).toEqual([])
    expect(await participants(bob, sessionId)).toEqual([
      { user: { id: ada.id }, role: 'ATTENDEE', present: false },
      { user: { id: bob.id }, role: 'ATTENDEE', present: true },
    ])
  })

  test('ends with the enrolment, and the place is free again', async () => {
    const { taught, sessionId, instructor } = await liveClass(live, { capacity: 1 })
    const { learner, end } = await enroll(live, taught)
    await join(live, learner, sessionId)
    await end()
    expect(await participants(instructor, sessionId)).toEqual([
      { user: { id: learner.id }, role: 'ATTENDEE', present: false },
    ])
    const { learner: next } = await enroll(live, taught)
    expect((await join(live, next, sessionId)).userErrors).toEqual([])
  })
})

describe('messages', () => {
  const post = (viewer: SignedInViewer | null, sessionId: string, body: string) =>
    mutate(live, viewer, 'postMessage', { sessionId, body }, 'message { id body author { id } postedAt }')

  test('are said by those present and read by all whom the session is for, also when it is over', async () => {
    const { taught, sessionId, instructor } = await liveClass(live)
    const { learner } = await enroll(live, taught)
    const { learner: absent } = await enroll(live, taught)
    await join(live, learner, sessionId)
    await join(live, instructor, sessionId)
    expect((await post(learner, sessionId, '  Hello, Grace! ')).message).toMatchObject({
      body: 'Hello, Grace!',
      author: { id: learner.id },
    })
    await post(instructor, sessionId, 'Hello, Ada!')
    await mutate(live, instructor, 'endLiveSession', { sessionId })
    for (const viewer of [learner, absent, instructor]) {
      const { messages } = await see(live, viewer, sessionId, 'messages(first: 10) { totalCount nodes { body } }')
      expect(messages).toEqual({ totalCount: 2, nodes: [{ body: 'Hello, Grace!' }, { body: 'Hello, Ada!' }] })
    }
  })

  test('are refused from who is absent, a stranger, or after the end, and where they are empty or too long', async () => {
    const { taught, sessionId, instructor } = await liveClass(live)
    const { learner } = await enroll(live, taught)
    const errors = async (viewer: SignedInViewer, body = 'Hello') => (await post(viewer, sessionId, body)).userErrors
    const refused = (code: string, field = 'sessionId') => [{ field: ['input', field], code }]
    expect(await errors(learner)).toEqual(refused('NOT_PRESENT'))
    expect(await errors(createViewer())).toEqual(refused('NOT_FOUND'))
    await join(live, learner, sessionId)
    expect(await errors(learner, ' ')).toEqual(refused('TOO_SMALL', 'body'))
    expect(await errors(learner, 'x'.repeat(2_001))).toEqual(refused('TOO_BIG', 'body'))
    expect(await errors(learner, 'a\u0000b')).toEqual(refused('INVALID_TEXT', 'body'))
    await leave(learner, sessionId)
    expect(await errors(learner)).toEqual(refused('NOT_PRESENT'))
    await join(live, learner, sessionId)
    await mutate(live, instructor, 'endLiveSession', { sessionId })
    expect(await errors(learner)).toEqual(refused('ENDED'))
    await expect(post(null, sessionId, 'Hello')).rejects.toThrow('UNAUTHENTICATED')
  })
})
