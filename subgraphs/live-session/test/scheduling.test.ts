import { liveSessionRescheduled, liveSessionScheduled } from '@lms/contracts/live-session'
import { newId } from '@lms/kit/ids'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import { course, enroll, eventsOf, inMinutes, mutate, plan, refusal, schedule } from './classroom.ts'
import { startTestLiveSession } from './start-live-session.ts'

const live = setUp(startTestLiveSession)

describe('scheduling', () => {
  test('keeps the time on the wall, finds the instant, and tells the other domains', async () => {
    const taught = await course(live)
    const year = live.clock.now().getUTCFullYear() + 1
    const { session, userErrors } = await mutate(
      live,
      taught.instructor,
      'scheduleLiveSession',
      plan(live, taught, { startsAtLocal: `${year}-07-01T10:00`, timeZone: 'Europe/Berlin', capacity: null }),
    )
    expect(userErrors).toEqual([])
    expect(session).toEqual({
      id: expect.stringMatching(/^live_/),
      title: 'Questions and answers',
      status: 'SCHEDULED',
      startsAt: `${year}-07-01T08:00:00.000Z`,
      endsAt: `${year}-07-01T09:00:00.000Z`,
      startsAtLocal: `${year}-07-01T10:00:00`,
      timeZone: 'Europe/Berlin',
      durationMinutes: 60,
      capacity: 100,
      startedAt: null,
      endedAt: null,
      host: { id: taught.instructor.id },
      course: { id: taught.id },
    })
    const [event] = (await live.outbox(liveSessionScheduled)).filter(({ subject }) => subject === session.id)
    expect(event?.data).toEqual({
      sessionId: session.id,
      courseId: taught.id,
      hostId: taught.instructor.id,
      title: 'Questions and answers',
      startsAt: `${year}-07-01T08:00:00.000Z`,
      timeZone: 'Europe/Berlin',
      durationMinutes: 60,
    })
  })

  test('by staff is for the instructor to host', async () => {
    const taught = await course(live)
    const { session } = await mutate(live, createViewer('ADMIN'), 'scheduleLiveSession', plan(live, taught))
    expect(session.host.id).toBe(taught.instructor.id)
  })

  test('is not for learners, strangers or anonymous callers, and an unknown course looks like a foreign one', async () => {
    const taught = await course(live)
    const { learner } = await enroll(live, taught)
    for (const viewer of [learner, createViewer('INSTRUCTOR')]) {
      for (const courseId of [taught.id, newId('course')]) {
        expect(await refusal(live, viewer, 'scheduleLiveSession', plan(live, taught, { courseId }))).toEqual({
          code: 'NOT_FOUND',
          field: ['input', 'courseId'],
          payload: { session: null },
        })
      }
    }
    await expect(mutate(live, null, 'scheduleLiveSession', plan(live, taught))).rejects.toThrow('UNAUTHENTICATED')
  })

  test.each([
    ['a start that is past', { startsAtLocal: '2020-01-01T10:00' }, 'startsAtLocal', 'IN_PAST'],
    ['a start in a hundred years', { startsAtLocal: '2126-01-01T10:00' }, 'startsAtLocal', 'TOO_FAR_AHEAD'],
    ['a day that no month has', { startsAtLocal: '2027-02-30T10:00' }, 'startsAtLocal', 'INVALID_DATE'],
    ['a start with a zone of its own', { startsAtLocal: '2027-02-03T10:00Z' }, 'startsAtLocal', 'INVALID_FORMAT'],
    ['a start that is none', { startsAtLocal: '' }, 'startsAtLocal', 'INVALID_FORMAT'],
    ['an unknown zone', { timeZone: 'Mars/Olympus' }, 'timeZone', 'INVALID_TIME_ZONE'],
    ['an offset as a zone', { timeZone: '+02:00' }, 'timeZone', 'INVALID_TIME_ZONE'],
    ['no minutes', { durationMinutes: 0 }, 'durationMinutes', 'TOO_SMALL'],
    ['a day and a night', { durationMinutes: 1440 }, 'durationMinutes', 'TOO_BIG'],
    ['no places', { capacity: 0 }, 'capacity', 'TOO_SMALL'],
    ['a million places', { capacity: 1_000_000 }, 'capacity', 'TOO_BIG'],
    ['a blank title', { title: ' ' }, 'title', 'TOO_SMALL'],
    ['a title of 10 kB', { title: 'x'.repeat(10_000) }, 'title', 'TOO_BIG'],
    ['a title with NUL', { title: 'a\u0000b' }, 'title', 'INVALID_TEXT'],
  ])('refuses %s by field and rule', async (_what, changes, field, code) => {
    const taught = await course(live)
    const refused = await refusal(live, taught.instructor, 'scheduleLiveSession', plan(live, taught, changes))
    expect(refused).toEqual({ code, field: ['input', field], payload: { session: null } })
  })
})

describe('a host', () => {
  test('has no two sessions at the same time, however many are planned at once', async () => {
    const taught = await course(live)
    const other = await course(live, taught.instructor)
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        mutate(
          live,
          taught.instructor,
          'scheduleLiveSession',
          plan(live, index % 2 ? taught : other, { startsAtLocal: inMinutes(live, 100 + index) }),
        ),
      ),
    )
    expect(answers.filter(({ session }) => session)).toHaveLength(1)
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual(
      Array(9).fill({ field: ['input', 'startsAtLocal'], code: 'HOST_OVERLAP' }),
    )
  })

  test('may go from one session into the next, and is free again where one is cancelled', async () => {
    const taught = await course(live)
    const startsAtLocal = inMinutes(live, 200)
    const first = await schedule(live, taught, { startsAtLocal })
    const next = new Date(Date.parse(`${startsAtLocal}Z`) + 3_600_000).toISOString().slice(0, 19)
    await schedule(live, taught, { startsAtLocal: next })
    await mutate(live, taught.instructor, 'cancelLiveSession', { sessionId: first })
    await schedule(live, taught, { startsAtLocal })
  })
})

describe('moving a session', () => {
  test('changes what is asked and keeps the rest', async () => {
    const taught = await course(live)
    const month = `${live.clock.now().getUTCFullYear() + 1}-05`
    const sessionId = await schedule(live, taught, { timeZone: 'Asia/Tokyo', startsAtLocal: `${month}-01T09:00` })
    const { session } = await mutate(live, taught.instructor, 'rescheduleLiveSession', {
      sessionId,
      startsAtLocal: `${month}-02T09:00`,
    })
    expect(session).toMatchObject({
      startsAt: `${month}-02T00:00:00.000Z`,
      timeZone: 'Asia/Tokyo',
      durationMinutes: 60,
      status: 'SCHEDULED',
    })
    expect(await eventsOf(live, sessionId)).toEqual([
      [liveSessionScheduled.type, 1],
      [liveSessionRescheduled.type, 2],
    ])
  })

  test('is refused onto another session of the host, into the past, and by others', async () => {
    const taught = await course(live)
    const sessionId = await schedule(live, taught, { startsAtLocal: inMinutes(live, 300) })
    const taken = inMinutes(live, 500)
    await schedule(live, taught, { startsAtLocal: taken })
    const move = async (viewer: typeof taught.instructor, startsAtLocal: string) =>
      (await refusal(live, viewer, 'rescheduleLiveSession', { sessionId, startsAtLocal })).code
    expect(await move(taught.instructor, taken)).toBe('HOST_OVERLAP')
    expect(await move(taught.instructor, '2020-01-01T10:00')).toBe('IN_PAST')
    expect(await move((await enroll(live, taught)).learner, inMinutes(live, 700))).toBe('NOT_FOUND')
    // Onto itself it may move.
    expect(await move(taught.instructor, inMinutes(live, 310))).toBeUndefined()
  })
})
