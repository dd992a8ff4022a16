import { newId } from '@lms/kit/ids'
import type { Viewer } from '@lms/kit/viewer'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import { courseKnown, enrolled, enrollmentOver, sessionTold, stranger } from './facts.ts'
import { readInbox, type SeenNotification } from './inbox.ts'
import { startTestNotification } from './start-notification.ts'

const subgraph = setUp(startTestNotification)

const announce = (viewer: Viewer | null, input: object) =>
  subgraph.execute(
    viewer,
    `mutation ($input: AnnounceInput!) { announce(input: $input) {
       announcement { id course { id } author { id } title body createdAt } userErrors { field code } } }`,
    { input },
  )

/** Every broadcast has reached its recipients; the API does not show it. */
const allWritten = () =>
  expect.poll(() => subgraph.database.query('select id from broadcast where finished_at is null')).toEqual([])

const titled = (notifications: SeenNotification[], title: string) =>
  notifications.filter((notification) => notification.title === title)

test('an instructor tells everybody who learns in the course now', async () => {
  const { courseId, instructor } = await courseKnown(subgraph)
  const [ada, bob, gone, elsewhere] = [stranger(), stranger(), stranger(), stranger()]
  for (const { id } of [ada, bob]) await enrolled(subgraph, courseId, id)
  const over = await enrolled(subgraph, courseId, gone.id)
  await enrollmentOver(subgraph, over.enrollmentId, courseId, gone.id)
  await enrolled(subgraph, newId('course'), elsewhere.id)
  const { data } = await announce(instructor, { courseId, title: ' Exam ', body: 'On Friday.\n\nBring <rope>.' })
  expect(data.announce).toEqual({
    announcement: {
      id: expect.stringMatching(/^announcement_/),
      course: { id: courseId },
      author: { id: instructor.id },
      title: 'Exam',
      body: 'On Friday.\n\nBring <rope>.',
      createdAt: expect.any(String),
    },
    userErrors: [],
  })
  await allWritten()
  for (const learner of [ada, bob]) {
    expect(titled(await readInbox(subgraph, learner), 'Exam')).toMatchObject([
      {
        category: 'ANNOUNCEMENT',
        body: 'On Friday.\n\nBring <rope>.',
        subject: { __typename: 'Course', id: courseId },
      },
    ])
  }
  for (const other of [gone, elsewhere, instructor]) {
    expect(titled(await readInbox(subgraph, other), 'Exam')).toEqual([])
  }
})

test('an announcement reaches a course larger than one step, everybody once, with several processes', async () => {
  const { courseId, instructor } = await courseKnown(subgraph)
  await subgraph.database.query(
    `insert into roster_enrollment (enrollment_id, course_id, user_id, active, version)
     select 'enrollment_' || n, $1, 'learner_' || n, true, 1 from generate_series(1, 1201) n`,
    [courseId],
  )
  const replica = await subgraph.startReplica()
  await Promise.all(['One', 'Two'].map((title) => announce(instructor, { courseId, title, body: 'Read it.' })))
  await allWritten()
  await replica.stop()
  const [counted] = await subgraph.database.query<{ told: string; people: string; mails: string }>(
    `select count(*) as told, count(distinct recipient_id) as people, count(delivery.id) as mails
     from notification left join delivery on notification_id = notification.id where subject_id = $1`,
    [courseId],
  )
  expect(counted).toEqual({ told: '2402', people: '1201', mails: '2402' })
})

describe('live sessions', () => {
  test('are told to the learners when planned and when begun', async () => {
    const { courseId } = await courseKnown(subgraph)
    const ada = stranger()
    await enrolled(subgraph, courseId, ada.id)
    const { subject } = await sessionTold(subgraph, courseId, 'SCHEDULED')
    await sessionTold(subgraph, courseId, 'STARTED')
    await allWritten()
    const [started, scheduled] = await readInbox(subgraph, ada)
    expect(scheduled).toMatchObject({
      category: 'LIVE_SESSION',
      title: 'Live session: Questions',
      subject: { __typename: 'LiveSession', id: subject },
    })
    expect(started).toMatchObject({
      title: 'Live now: Questions',
      body: '“Knots: Questions” has begun. You can join it.',
    })
  })

  test.each([
    [
      'RESCHEDULED',
      'Live session moved: Questions',
      /^“Knots: Questions” now begins on Thursday, December 24, 2026.* and takes 45 minutes\.$/,
    ],
    [
      'CANCELLED',
      'Live session cancelled: Questions',
      /^“Knots: Questions” on Thursday, December 24, 2026.* will not take place\.$/,
    ],
  ] as const)('are told to the learners when %s, once each', async (what, title, body) => {
    const { courseId } = await courseKnown(subgraph)
    const [ada, bob, gone] = [stranger(), stranger(), stranger()]
    for (const { id } of [ada, bob]) await enrolled(subgraph, courseId, id)
    const over = await enrolled(subgraph, courseId, gone.id)
    await enrollmentOver(subgraph, over.enrollmentId, courseId, gone.id)
    const event = await sessionTold(subgraph, courseId, what)
    await subgraph.redeliver(event)
    await allWritten()
    for (const learner of [ada, bob]) {
      expect(titled(await readInbox(subgraph, learner), title)).toMatchObject([
        {
          category: 'LIVE_SESSION',
          body: expect.stringMatching(body),
          subject: { __typename: 'LiveSession', id: event.subject },
          readAt: null,
        },
      ])
    }
    expect(titled(await readInbox(subgraph, gone), title)).toEqual([])
  })

  test('are told to a learner whose enrolment is heard of later than the session, once', async () => {
    const { courseId } = await courseKnown(subgraph)
    const [before, after] = [stranger(), stranger()]
    const [t1, t2, t3] = [1, 2, 3].map((minute) => new Date(Date.UTC(2026, 10, 23, 9, minute)))
    await sessionTold(subgraph, courseId, 'SCHEDULED', t2)
    await allWritten()
    const { event } = await enrolled(subgraph, courseId, before.id, t1)
    await subgraph.redeliver(event)
    await enrolled(subgraph, courseId, after.id, t3)
    expect(titled(await readInbox(subgraph, before), 'Live session: Questions')).toHaveLength(1)
    expect(titled(await readInbox(subgraph, after), 'Live session: Questions')).toEqual([])
  })

  test('miss nobody when sessions and enrolments arrive at the same time', async () => {
    const { courseId } = await courseKnown(subgraph)
    const learners = Array.from({ length: 12 }, stranger)
    const time = subgraph.clock.now()
    await Promise.all([
      ...learners.map(({ id }) => enrolled(subgraph, courseId, id, time)),
      ...Array.from({ length: 4 }, () => sessionTold(subgraph, courseId, 'SCHEDULED', time)),
    ])
    await allWritten()
    for (const learner of learners) {
      expect(titled(await readInbox(subgraph, learner), 'Live session: Questions')).toHaveLength(4)
    }
  })
})

describe('refusals', () => {
  test('only the course’s instructor and staff announce; to others the course is unknown', async () => {
    const { courseId } = await courseKnown(subgraph)
    const student = stranger()
    await enrolled(subgraph, courseId, student.id)
    const input = { courseId, title: 'Hello', body: 'World' }
    for (const viewer of [student, createViewer('INSTRUCTOR')]) {
      expect((await announce(viewer, input)).data.announce).toEqual({
        announcement: null,
        userErrors: [{ field: ['input', 'courseId'], code: 'NOT_FOUND' }],
      })
    }
    expect((await announce(createViewer('ADMIN'), input)).data.announce.userErrors).toEqual([])
    expect(
      (await announce(createViewer('ADMIN'), { ...input, courseId: newId('course') })).data.announce,
    ).toMatchObject({
      userErrors: [{ field: ['input', 'courseId'], code: 'NOT_FOUND' }],
    })
    expect((await announce(null, input)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  })

  test.each([
    ['an empty title', { title: ' ' }, 'title', 'TOO_SMALL'],
    ['a long title', { title: 'x'.repeat(151) }, 'title', 'TOO_BIG'],
    ['an empty body', { body: '' }, 'body', 'TOO_SMALL'],
    ['a long body', { body: 'x'.repeat(10_001) }, 'body', 'TOO_BIG'],
    ['NUL', { body: 'a\u0000b' }, 'body', 'INVALID_TEXT'],
  ])('%s is refused', async (_what, wrong, field, code) => {
    const { courseId, instructor } = await courseKnown(subgraph)
    const { data } = await announce(instructor, { courseId, title: 'Hello', body: 'World', ...wrong })
    expect(data.announce.userErrors).toEqual([{ field: ['input', field], code }])
  })
})
