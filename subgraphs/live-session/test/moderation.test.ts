import type { SignedInViewer } from '@lms/kit/viewer'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { TokenVerifier } from 'livekit-server-sdk'
import { describe, expect, test } from 'vitest'
import { elsewhere, enroll, JOIN, join, learners, liveClass, mutate, refusal, see } from './classroom.ts'
import { LIVEKIT, startTestLiveSession } from './start-live-session.ts'

const live = setUp(startTestLiveSession)

const WHO = 'participant { user { id } present muted banned handRaisedAt }'
const mute = (viewer: SignedInViewer, sessionId: string, userId: string, muted = true) =>
  refusal(live, viewer, 'muteParticipant', { sessionId, userId, muted }, WHO)
const remove = (viewer: SignedInViewer, sessionId: string, userId: string, ban?: boolean) =>
  refusal(live, viewer, 'removeParticipant', { sessionId, userId, ban }, WHO)
const say = (viewer: SignedInViewer, sessionId: string) =>
  refusal(live, viewer, 'postMessage', { sessionId, body: 'Hello' }, 'message { id }')
const raise = async (viewer: SignedInViewer, sessionId: string) =>
  (await refusal(live, viewer, 'raiseHand', { sessionId }, 'participant { joinedAt }')).code
const joinCode = async (viewer: SignedInViewer, sessionId: string) =>
  (await refusal(live, viewer, 'joinLiveSession', { sessionId }, JOIN)).code
const remover = (viewer: SignedInViewer, messageId: string) =>
  refusal(live, viewer, 'deleteMessage', { messageId }, 'message { id body author { id } deletedAt }')

const tokens = new TokenVerifier(LIVEKIT.key, LIVEKIT.secret)
const grantOf = async (viewer: SignedInViewer, sessionId: string) =>
  (await tokens.verify((await join(live, viewer, sessionId)).joinToken)).video

async function log(viewer: SignedInViewer, sessionId: string) {
  const selection = 'moderationLog(first: 100) { nodes { action actor { id } user { id } } }'
  const { moderationLog } = await see(live, viewer, sessionId, selection)
  return moderationLog?.nodes.map(
    ({ action, actor, user }: { action: string; actor: { id: string }; user: { id: string } }) => [
      action,
      actor.id,
      user.id,
    ],
  )
}

async function classOf(count: number, changes: object = {}) {
  const { taught, sessionId, instructor } = await liveClass(live, changes)
  const all = await learners(live, taught, count)
  for (const viewer of [instructor, ...all]) await join(live, viewer, sessionId)
  return { taught, sessionId, instructor, all: all as [SignedInViewer, SignedInViewer] }
}

describe('who is muted', () => {
  test('says nothing, raises no hand and has no microphone until the word is given back', async () => {
    const { sessionId, instructor, all } = await classOf(2)
    const [ada, bob] = all
    await raise(ada, sessionId)
    expect((await mute(instructor, sessionId, ada.id)).payload.participant).toEqual({
      user: { id: ada.id },
      present: true,
      muted: true,
      banned: false,
      handRaisedAt: null,
    })
    expect(await say(ada, sessionId)).toMatchObject({ code: 'MUTED', field: ['input', 'sessionId'] })
    expect(await raise(ada, sessionId)).toBe('MUTED')
    expect((await say(bob, sessionId)).code).toBeUndefined()
    await mutate(live, ada, 'leaveLiveSession', { sessionId })
    expect(await grantOf(ada, sessionId)).toMatchObject({ roomJoin: true, canPublishSources: ['camera'] })
    expect(await raise(ada, sessionId)).toBe('MUTED')
    await mute(instructor, sessionId, ada.id, false)
    expect(await grantOf(ada, sessionId)).toMatchObject({ canPublishSources: ['camera', 'microphone'] })
    expect([(await say(ada, sessionId)).code, await raise(ada, sessionId)]).toEqual([undefined, undefined])
  })

  test('may vote', async () => {
    const { sessionId, instructor, all } = await classOf(1)
    const input = { sessionId, question: 'Well?', options: ['Yes', 'No'] }
    const { poll } = await mutate(live, instructor, 'createPoll', input, 'poll { id options { id } }')
    await mute(instructor, sessionId, all[0].id)
    const ballot = { pollId: poll.id, optionIds: [poll.options[0].id] }
    expect((await refusal(live, all[0], 'votePoll', ballot, 'poll { id }')).code).toBeUndefined()
  })

  test('is muted once, however many leaders do it at once', async () => {
    const { sessionId, instructor } = await classOf(0)
    const admin = createViewer('ADMIN')
    await join(live, admin, sessionId)
    await Promise.all(Array.from({ length: 10 }, () => mute(instructor, sessionId, admin.id)))
    expect(await log(instructor, sessionId)).toEqual([['MUTE', instructor.id, admin.id]])
    expect(await grantOf(admin, sessionId)).toMatchObject({ canPublishSources: ['camera'] })
  })
})

describe('who is removed', () => {
  test('is away on all devices, frees the place, and may come again unless banned', async () => {
    const { taught, sessionId, instructor, all } = await classOf(1, { capacity: 1 })
    const [ada] = all
    await join(live, elsewhere(ada), sessionId)
    await raise(ada, sessionId)
    expect((await remove(instructor, sessionId, ada.id)).payload.participant).toMatchObject({
      present: false,
      banned: false,
      handRaisedAt: null,
    })
    expect((await say(ada, sessionId)).code).toBe('NOT_PRESENT')
    expect(await joinCode(ada, sessionId)).toBeUndefined()
    await Promise.all(Array.from({ length: 10 }, () => remove(instructor, sessionId, ada.id, true)))
    expect(await refusal(live, ada, 'joinLiveSession', { sessionId }, JOIN)).toMatchObject({
      code: 'BANNED',
      payload: { joinToken: null },
    })
    expect(await joinCode(elsewhere(ada), sessionId)).toBe('BANNED')
    expect(await joinCode((await enroll(live, taught)).learner, sessionId)).toBeUndefined()
    expect(await log(instructor, sessionId)).toEqual([
      ['REMOVE', instructor.id, ada.id],
      ['REMOVE', instructor.id, ada.id],
      ['BAN', instructor.id, ada.id],
    ])
  })

  test('may come again when the ban is lifted', async () => {
    const { sessionId, instructor, all } = await classOf(1)
    const [ada] = all
    expect((await remove(instructor, sessionId, ada.id, true)).payload.participant.banned).toBe(true)
    expect((await remove(instructor, sessionId, ada.id, false)).payload.participant.banned).toBe(false)
    expect(await joinCode(ada, sessionId)).toBeUndefined()
  })

  test('is not present however joining and banning meet', async () => {
    const { sessionId, instructor, all } = await classOf(2)
    await Promise.all(
      all.flatMap((viewer) => [
        join(live, elsewhere(viewer), sessionId),
        remove(instructor, sessionId, viewer.id, true),
        join(live, elsewhere(viewer), sessionId),
      ]),
    )
    const { participants } = await see(
      live,
      instructor,
      sessionId,
      'participants(first: 10) { nodes { role present } }',
    )
    expect(participants.nodes.filter(({ role }: { role: string }) => role === 'ATTENDEE')).toEqual(
      Array(2).fill({ role: 'ATTENDEE', present: false }),
    )
  })
})

describe('moderation', () => {
  test('is for leaders, of those who joined, except for the host', async () => {
    const { taught, sessionId, instructor, all } = await classOf(2)
    const [ada, bob] = all
    const admin = createViewer('ADMIN')
    for (const act of [mute, remove]) {
      for (const viewer of [ada, createViewer('INSTRUCTOR')]) {
        expect(await act(viewer, sessionId, bob.id)).toMatchObject({ code: 'NOT_FOUND', field: ['input', 'sessionId'] })
      }
      const onlyEnrolled = (await enroll(live, taught)).learner.id
      expect(await act(instructor, sessionId, onlyEnrolled)).toMatchObject({
        code: 'NOT_FOUND',
        field: ['input', 'userId'],
      })
      expect((await act(admin, sessionId, instructor.id)).code).toBe('IS_HOST')
      expect((await act(admin, sessionId, bob.id)).code).toBeUndefined()
    }
    await mutate(live, instructor, 'endLiveSession', { sessionId })
    for (const act of [mute, remove]) expect((await act(instructor, sessionId, ada.id)).code).toBe('ENDED')
  })

  test('is on record for leaders alone, and the record stays', async () => {
    const { sessionId, instructor, all } = await classOf(1)
    await remove(instructor, sessionId, all[0].id, true)
    expect(await log(all[0], sessionId)).toBeUndefined()
    const { participants } = await see(live, all[0], sessionId, 'participants(last: 1) { nodes { banned muted } }')
    expect(participants.nodes).toEqual([{ banned: null, muted: false }])
    for (const change of ['delete from moderation', "update moderation set actor_id = 'somebody else'"]) {
      await expect(live.database.query(change)).rejects.toThrow('append-only')
    }
  })
})

describe('a message', () => {
  test('is deleted by its author and by leaders, leaving that there was one', async () => {
    const { sessionId, instructor, all } = await classOf(2)
    const [ada, bob] = all
    const ids: string[] = []
    for (const viewer of [ada, ada, bob]) ids.push((await say(viewer, sessionId)).payload.message.id)
    const [own, led, others] = ids as [string, string, string]
    const gone = (await remover(ada, own)).payload.message
    expect(gone).toEqual({ id: own, body: null, author: { id: ada.id }, deletedAt: expect.any(String) })
    expect((await remover(ada, own)).payload.message).toEqual(gone)
    expect(await remover(ada, others)).toMatchObject({ code: 'NOT_FOUND', field: ['input', 'messageId'] })
    expect((await remover(createViewer(), own)).code).toBe('NOT_FOUND')
    await mutate(live, instructor, 'endLiveSession', { sessionId })
    await Promise.all(Array.from({ length: 10 }, () => remover(instructor, led)))
    const { messages } = await see(live, bob, sessionId, 'messages(first: 10) { totalCount nodes { id body } }')
    expect(messages).toEqual({
      totalCount: 3,
      nodes: [
        { id: own, body: null },
        { id: led, body: null },
        { id: others, body: 'Hello' },
      ],
    })
    expect(await log(instructor, sessionId)).toEqual([
      ['DELETE_MESSAGE', ada.id, ada.id],
      ['DELETE_MESSAGE', instructor.id, ada.id],
    ])
  })
})
