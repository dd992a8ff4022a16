import { audience, type SignedInViewer } from '@lms/kit/viewer'
import { setUp } from '@lms/testkit/set-up'
import { describe, expect, test } from 'vitest'
import { classOf, enroll, join, liveClass, mutate, say } from './classroom.ts'
import { startTestLiveSession } from './start-live-session.ts'
import { connect, said, watch } from './watching.ts'

const live = setUp(startTestLiveSession)

const remove = (viewer: SignedInViewer, sessionId: string, userId: string, ban = false) =>
  mutate(live, viewer, 'removeParticipant', { sessionId, userId, ban }, 'participant { present }')

describe('who is shut out', () => {
  const outs: [string, string, (room: Room) => Promise<unknown>][] = [
    [
      'by a leader',
      'PARTICIPANT_REMOVED',
      ({ instructor, sessionId, learner }) => remove(instructor, sessionId, learner.id),
    ],
    [
      'for good',
      'PARTICIPANT_BANNED',
      ({ instructor, sessionId, learner }) => remove(instructor, sessionId, learner.id, true),
    ],
    [
      'for good while away',
      'PARTICIPANT_BANNED',
      async ({ instructor, sessionId, learner }) => {
        await mutate(live, learner, 'leaveLiveSession', { sessionId })
        await remove(instructor, sessionId, learner.id, true)
      },
    ],
    ['of the course', 'ENROLLMENT_ENDED', ({ end }) => end()],
  ]
  interface Room {
    instructor: SignedInViewer
    sessionId: string
    learner: SignedInViewer
    end: () => Promise<unknown>
  }

  test.each(outs)('%s sees nothing of what comes after', async (_how, code, shutOut) => {
    const { taught, sessionId, instructor } = await liveClass(live)
    const { learner, end } = await enroll(live, taught)
    const { learner: other } = await enroll(live, taught)
    for (const viewer of [instructor, learner, other]) await join(live, viewer, sessionId)
    const streams = connect(live)
    const own = [
      await watch(streams, learner, sessionId, { admission: true }),
      await watch(streams, learner, sessionId),
    ]
    const others = [
      await watch(streams, other, sessionId, { admission: true }),
      await watch(streams, instructor, sessionId),
    ]
    const atMessage: unknown[] = []
    const onMessage = (message: { data: { liveSessionEvents: { message?: object } } | null }) => {
      if (message.data?.liveSessionEvents.message) atMessage.push(...own.map((stream) => stream.end))
    }
    await watch(streams, audience, sessionId, { onMessage })
    const shuttingOut = shutOut({ instructor, sessionId, learner, end })
    // At once, so that both are read together.
    await Promise.all([shuttingOut, shuttingOut.then(() => say(live, other, sessionId, 'Among ourselves'))])
    await expect.poll(() => atMessage).toEqual([{ code }, { code }])
    expect(own.flatMap(said)).toEqual([])
    expect(others.map((stream) => stream.end)).toEqual([null, null])
    const again = await watch(streams, learner, sessionId)
    const refused = { PARTICIPANT_REMOVED: null, ENROLLMENT_ENDED: { code: 'NOT_FOUND' } }
    expect(again.end).toEqual(code in refused ? refused[code as keyof typeof refused] : { code })
  })

  test('may watch again when let in again, and what was before does not count', async () => {
    const { sessionId, instructor, all } = await classOf(live, 1)
    await remove(instructor, sessionId, all[0].id, true)
    await remove(instructor, sessionId, all[0].id, false)
    const streams = connect(live)
    const replay = await watch(streams, all[0], sessionId, { after: `${sessionId}-0` })
    const admitted = await watch(streams, all[0], sessionId, { admission: true })
    await say(live, instructor, sessionId, 'Welcome back')
    await expect.poll(() => said(replay)).toEqual(['Welcome back'])
    expect([replay.end, admitted.end]).toEqual([null, null])
  })

  test('stays where another enrolment or leading the session lets in', async () => {
    const { taught, sessionId, instructor } = await liveClass(live)
    const { learner, end } = await enroll(live, taught)
    await enroll(live, taught, learner)
    const host = await enroll(live, taught, instructor)
    const streams = connect(live)
    const both = [await watch(streams, learner, sessionId), await watch(streams, instructor, sessionId)]
    await join(live, instructor, sessionId)
    await end()
    await host.end()
    await say(live, instructor, sessionId, 'Still here')
    for (const stream of both) await expect.poll(() => said(stream)).toEqual(['Still here'])
  })
})
