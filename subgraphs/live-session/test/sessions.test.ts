import {
  liveSessionCancelled,
  liveSessionEnded,
  liveSessionScheduled,
  liveSessionStarted,
} from '@lms/contracts/live-session'
import { newId } from '@lms/kit/ids'
import { countStatements } from '@lms/testkit/count-statements'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import { course, enroll, eventsOf, inMinutes, liveClass, mutate, refusal, SESSION, schedule, see } from './classroom.ts'
import { startTestLiveSession } from './start-live-session.ts'

// The jobs' own statements would be counted with those of the queries.
const live = setUp(() => startTestLiveSession({ LIVE_SWEEP_MS: '3600000' }))

describe('the life of a session', () => {
  test('goes from planned over live to ended, each step once', async () => {
    const taught = await course(live)
    const sessionId = await schedule(live, taught)
    const run = (name: string) => mutate(live, taught.instructor, name, { sessionId })
    const started = await Promise.all(Array.from({ length: 5 }, () => run('startLiveSession')))
    expect(new Set(started.map(({ session }) => session.status))).toEqual(new Set(['LIVE']))
    const ended = await Promise.all(Array.from({ length: 5 }, () => run('endLiveSession')))
    expect(new Set(ended.map(({ session }) => session.status))).toEqual(new Set(['ENDED']))
    expect(ended[0].session.endedAt >= started[0].session.startedAt).toBe(true)
    expect(await eventsOf(live, sessionId)).toEqual([
      [liveSessionScheduled.type, 1],
      [liveSessionStarted.type, 2],
      [liveSessionEnded.type, 3],
    ])
  })

  test('knows no other steps', async () => {
    const taught = await course(live)
    const inStatus = {
      planned: await schedule(live, taught, { startsAtLocal: inMinutes(live, 1_000) }),
      cancelled: await schedule(live, taught, { startsAtLocal: inMinutes(live, 2_000) }),
      live: (await liveClass(live)).sessionId,
      ended: (await liveClass(live)).sessionId,
    }
    const admin = createViewer('ADMIN')
    await mutate(live, admin, 'cancelLiveSession', { sessionId: inStatus.cancelled })
    await mutate(live, admin, 'endLiveSession', { sessionId: inStatus.ended })
    const code = async (name: string, sessionId: string, more = {}) =>
      (await refusal(live, admin, name, { sessionId, ...more })).code ?? 'ok'
    const again = { startsAtLocal: inMinutes(live, 3_000) }
    expect(await code('startLiveSession', inStatus.planned)).toBe('TOO_EARLY')
    expect(await code('endLiveSession', inStatus.planned)).toBe('NOT_STARTED')
    expect(await code('startLiveSession', inStatus.cancelled)).toBe('CANCELLED')
    expect(await code('endLiveSession', inStatus.cancelled)).toBe('CANCELLED')
    expect(await code('rescheduleLiveSession', inStatus.cancelled, again)).toBe('CANCELLED')
    expect(await code('cancelLiveSession', inStatus.cancelled)).toBe('ok')
    expect(await code('cancelLiveSession', inStatus.live)).toBe('ALREADY_STARTED')
    expect(await code('rescheduleLiveSession', inStatus.live, again)).toBe('ALREADY_STARTED')
    expect(await code('startLiveSession', inStatus.ended)).toBe('ENDED')
    expect(await code('cancelLiveSession', inStatus.ended)).toBe('ENDED')
    expect((await eventsOf(live, inStatus.cancelled)).at(-1)).toEqual([liveSessionCancelled.type, 2])
  })

  test('is led by the instructor and staff alone', async () => {
    const taught = await course(live)
    const sessionId = await schedule(live, taught)
    const { learner } = await enroll(live, taught)
    for (const viewer of [learner, createViewer('INSTRUCTOR')]) {
      for (const name of ['startLiveSession', 'endLiveSession', 'cancelLiveSession']) {
        expect(await refusal(live, viewer, name, { sessionId })).toEqual({
          code: 'NOT_FOUND',
          field: ['input', 'sessionId'],
          payload: { session: null },
        })
      }
    }
  })
})

describe('a session', () => {
  test('is for those enrolled, the instructor and staff; for others it is unknown', async () => {
    const taught = await course(live)
    const sessionId = await schedule(live, taught)
    const { learner, end } = await enroll(live, taught)
    for (const viewer of [learner, taught.instructor, createViewer('ADMIN')]) {
      expect(await see(live, viewer, sessionId)).toMatchObject({ id: sessionId, status: 'SCHEDULED' })
    }
    await end()
    for (const viewer of [learner, createViewer('INSTRUCTOR'), null]) {
      expect(await see(live, viewer, sessionId)).toBeNull()
    }
    expect(await see(live, createViewer(), newId('live'))).toBeNull()
  })

  test('is listed with its course, by planned start, to those whom it is for', async () => {
    const taught = await course(live)
    const late = await schedule(live, taught, { startsAtLocal: inMinutes(live, 900) })
    const early = await schedule(live, taught, { startsAtLocal: inMinutes(live, 800) })
    const { learner } = await enroll(live, taught)
    const list = async (viewer: typeof learner | null, page = 'first: 10') => {
      const selection = `... on Course { liveSessions(${page}) { nodes { id } edges { cursor } pageInfo { hasNextPage endCursor } totalCount } }`
      const answer = await live.entities(viewer, [{ __typename: 'Course', id: taught.id }], selection)
      return answer.data?._entities[0]?.liveSessions ?? null
    }
    const whole = await list(learner)
    expect(whole.nodes).toEqual([{ id: early }, { id: late }])
    expect(whole.totalCount).toBe(2)
    const first = await list(learner, 'first: 1')
    expect(first.pageInfo.hasNextPage).toBe(true)
    expect((await list(learner, `first: 1, after: "${first.pageInfo.endCursor}"`)).nodes).toEqual([{ id: late }])
    expect((await list(learner, 'last: 1')).nodes).toEqual([{ id: late }])
    expect((await list(learner, `last: 1, before: "${whole.edges[1].cursor}"`)).nodes).toEqual([{ id: early }])
    for (const viewer of [createViewer(), null]) expect(await list(viewer)).toBeNull()
  })

  test.each(['first: 0', 'first: -1', 'first: 1000', 'first: 1, last: 1', 'first: 1, after: "nonsense"'])(
    'lists with %s are bad input',
    async (page) => {
      const taught = await course(live)
      const answer = await live.entities(
        taught.instructor,
        [{ __typename: 'Course', id: taught.id }],
        `... on Course { liveSessions(${page}) { nodes { id } } }`,
      )
      expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
    },
  )

  test('of many courses, with all that is in them, cost the same number of statements', async () => {
    const learner = createViewer()
    const courses: string[] = []
    for (let index = 0; index < 4; index++) {
      const { taught, sessionId, instructor } = await liveClass(live)
      await enroll(live, taught, learner)
      for (let more = 1; more <= 2; more++) await schedule(live, taught, { startsAtLocal: inMinutes(live, more * 100) })
      for (const viewer of [instructor, learner]) {
        await mutate(live, viewer, 'joinLiveSession', { sessionId }, 'joinToken')
        await mutate(live, viewer, 'postMessage', { sessionId, body: 'Hello' }, 'message { id }')
        await mutate(live, viewer, 'raiseHand', { sessionId }, 'participant { joinedAt }')
      }
      const question = { sessionId, question: 'Well?', options: ['Yes', 'No'] }
      const { poll } = await mutate(live, instructor, 'createPoll', question, 'poll { id options { id } }')
      await mutate(live, learner, 'votePoll', { pollId: poll.id, optionIds: [poll.options[0].id] }, 'poll { id }')
      await mutate(live, instructor, 'endLiveSession', { sessionId })
      courses.push(taught.id)
    }
    const selection = `... on Course { liveSessions(first: 10) { totalCount nodes { ${SESSION}
      participants(first: 5) { totalCount nodes { user { id } present muted banned } }
      raisedHands(first: 5) { totalCount nodes { user { id } handRaisedAt } }
      polls(first: 5) { totalCount nodes { totalVoters myVote options { votes } } }
      moderationLog(first: 5) { totalCount }
      messages(last: 5) { totalCount nodes { body } }
      attendance(first: 5) { totalCount nodes { seconds } } } } }`
    const countOf = (length: number) =>
      countStatements(live, async () => {
        const references = courses.slice(0, length).map((id) => ({ __typename: 'Course', id }))
        const { data, errors } = await live.entities(learner, references, selection)
        expect(errors).toBeUndefined()
        for (const { liveSessions } of data._entities) {
          expect(liveSessions.totalCount).toBe(3)
          expect(liveSessions.nodes[0]).toMatchObject({
            participants: { totalCount: 2, nodes: [{ present: false }, { user: { id: learner.id } }] },
            messages: { totalCount: 2 },
            polls: { nodes: [{ totalVoters: 1, options: [{ votes: 1 }, { votes: 0 }] }] },
            attendance: { totalCount: 1 },
          })
        }
      })
    expect(await countOf(4)).toBe(await countOf(1))
  })
})
