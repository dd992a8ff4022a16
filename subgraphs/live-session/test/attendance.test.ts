import {
  attendanceFinalised,
  liveSessionEnded,
  liveSessionScheduled,
  liveSessionStarted,
} from '@lms/contracts/live-session'
import type { SignedInViewer } from '@lms/kit/viewer'
import { setUp } from '@lms/testkit/set-up'
import { describe, expect, test } from 'vitest'
import {
  course,
  elsewhere,
  enroll,
  eventsOf,
  join,
  learners,
  liveClass,
  MINUTE,
  mutate,
  refusal,
  schedule,
  see,
} from './classroom.ts'
import { startTestLiveSession } from './start-live-session.ts'

const live = setUp(startTestLiveSession)

async function attendance(viewer: SignedInViewer, sessionId: string) {
  const session = await see(live, viewer, sessionId, 'attendance(first: 100) { nodes { user { id } seconds share } }')
  return session.attendance.nodes as { user: { id: string }; seconds: number; share: number }[]
}

describe('attendance', () => {
  test('is the union of the stays between start and end, on record and told once', async () => {
    await using alone = await startTestLiveSession()
    const { taught, sessionId, instructor } = await liveClass(alone)
    const [ada, bob] = (await learners(alone, taught, 2)) as [SignedInViewer, SignedInViewer]
    const enter = (viewer: SignedInViewer) => join(alone, viewer, sessionId)
    const exit = (viewer: SignedInViewer) => mutate(alone, viewer, 'leaveLiveSession', { sessionId })
    const phone = elsewhere(ada)
    await enter(ada)
    alone.clock.advance(10 * MINUTE)
    await enter(phone)
    alone.clock.advance(10 * MINUTE)
    await exit(ada)
    await exit(phone)
    alone.clock.advance(10 * MINUTE)
    await enter(ada)
    await enter(bob)
    alone.clock.advance(10 * MINUTE)
    await Promise.all(Array.from({ length: 3 }, () => mutate(alone, instructor, 'endLiveSession', { sessionId })))
    const read = async (viewer: SignedInViewer) =>
      (await see(alone, viewer, sessionId, 'attendance(first: 10) { nodes { user { id } seconds share } }')).attendance
        .nodes
    const [adas, bobs] = await read(instructor)
    expect(adas.user.id).toBe(ada.id)
    // The test's own seconds come on top.
    expect(Math.round(adas.seconds / 60)).toBe(30)
    expect(adas.share).toBeCloseTo(0.75, 1)
    expect(Math.round(bobs.seconds / 60)).toBe(10)
    expect(await read(bob)).toEqual([bobs])
    expect(await read((await enroll(alone, taught)).learner)).toEqual([])
    const events = await alone.outbox(attendanceFinalised)
    expect(events.map(({ subject, data }) => [subject, data.seconds, data.share])).toEqual([
      [`${sessionId}/${ada.id}`, adas.seconds, adas.share],
      [`${sessionId}/${bob.id}`, bobs.seconds, bobs.share],
    ])
  })

  test('of more attendees than fit one transaction is put on record to the last, once, by two processes', async () => {
    const { sessionId, instructor } = await liveClass(live, { capacity: 500 })
    const replica = await live.startReplica()
    // Past the API: what matters is their number.
    await live.database.query(
      `insert into participant (id, session_id, user_id, role, joined_at)
       select 'participant_' || n, $1, 'user_' || n, 'ATTENDEE', $2 from generate_series(1000, 1249) n`,
      [sessionId, live.clock.now()],
    )
    await mutate(live, instructor, 'endLiveSession', { sessionId })
    const recorded = async () =>
      (await live.outbox(attendanceFinalised))
        .filter(({ data }) => data.sessionId === sessionId)
        .map(({ subject }) => subject)
    await expect.poll(async () => (await recorded()).length).toBe(250)
    await replica.stop()
    expect(new Set(await recorded()).size).toBe(250)
    expect(await recorded()).toHaveLength(250)
    expect(await attendance(instructor, sessionId)).toHaveLength(100)
  })
})

describe('a session that its host forgets', () => {
  test('ends once after a grace, as if at its planned end, with two processes', async () => {
    await using alone = await startTestLiveSession()
    const replica = await alone.startReplica()
    const { taught, sessionId } = await liveClass(alone)
    const { learner } = await enroll(alone, taught)
    await join(alone, learner, sessionId)
    alone.clock.advance(80 * MINUTE)
    expect((await see(alone, learner, sessionId)).status).toBe('LIVE')
    alone.clock.advance(6 * MINUTE)
    await expect.poll(async () => (await see(alone, learner, sessionId)).status).toBe('ENDED')
    const session = await see(alone, learner, sessionId)
    expect(session.endedAt).toBe(session.endsAt)
    await expect
      .poll(async () => (await alone.outbox(attendanceFinalised)).map(({ data }) => data.share))
      .toEqual([expect.closeTo(1, 2)])
    await replica.stop()
    expect(await eventsOf(alone, sessionId)).toEqual([
      [liveSessionScheduled.type, 1],
      [liveSessionStarted.type, 2],
      [liveSessionEnded.type, 3],
    ])
  })

  test('expires where it was never started', async () => {
    await using alone = await startTestLiveSession()
    const taught = await course(alone)
    const sessionId = await schedule(alone, taught)
    alone.clock.advance(71 * MINUTE)
    await expect.poll(async () => (await see(alone, taught.instructor, sessionId)).status).toBe('EXPIRED')
    expect(await alone.outbox(attendanceFinalised)).toEqual([])
    expect((await refusal(alone, taught.instructor, 'startLiveSession', { sessionId })).code).toBe('EXPIRED')
  })
})
