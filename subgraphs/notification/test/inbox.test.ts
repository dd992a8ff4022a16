import { newId } from '@lms/kit/ids'
import { countStatements } from '@lms/testkit/count-statements'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import { certified, courseKnown, enrolled, graded, paid, registered, sessionTold, stranger } from './facts.ts'
import { askInbox, readInbox } from './inbox.ts'
import { startTestNotification } from './start-notification.ts'

const subgraph = setUp(startTestNotification)

describe('what a person is told', () => {
  test('a new account is welcomed', async () => {
    const ada = await registered(subgraph)
    expect(await readInbox(subgraph, ada)).toMatchObject([
      {
        category: 'ACCOUNT',
        title: 'Welcome',
        readAt: null,
        whyNotified: 'You are told because it is about your account.',
        subject: { __typename: 'User', id: ada.id },
      },
    ])
  })

  test('an enrolment names its course, as soon as the course is known', async () => {
    const ada = stranger()
    const early = await enrolled(subgraph, newId('course'), ada.id)
    expect(await readInbox(subgraph, ada)).toMatchObject([{ title: 'You are enrolled in a course' }])
    const { courseId } = await courseKnown(subgraph, 'Knots')
    await enrolled(subgraph, courseId, ada.id)
    const [latest] = await readInbox(subgraph, ada)
    expect(latest).toMatchObject({
      category: 'ENROLLMENT',
      title: 'You are enrolled: Knots',
      subject: { __typename: 'Course', id: courseId },
      whyNotified: 'You are told because you are enrolled in the course.',
    })
    expect(early.event.subject).not.toBe(courseId)
  })

  test.each([
    ['en', '19900', 'JPY', '¥19,900'],
    ['de-DE', '1990', 'EUR', '19,90\u00a0€'],
    ['de-AT', '9007199254740993', 'KWD', 'KWD\u00a09.007.199.254.740,993'],
    ['fr', '1990', 'EUR', '19,90\u00a0€'],
  ])('a receipt for a reader in %s writes %s %s as %s', async (locale, minorUnits, currency, written) => {
    const ada = await registered(subgraph, stranger(), { locale })
    const { subject } = await paid(subgraph, ada.id, newId('course'), minorUnits, currency)
    const [receipt] = await readInbox(subgraph, ada)
    expect(receipt?.body).toContain(written)
    expect(receipt).toMatchObject({ category: 'PAYMENT', subject: { __typename: 'Order', id: subject } })
  })

  test('a grade shows its score in the product and leads to what was graded', async () => {
    const ada = stranger()
    const { data } = await graded(subgraph, ada.id, 'QUIZ')
    const { data: assignment } = await graded(subgraph, ada.id, 'ASSIGNMENT')
    const [second, first] = await readInbox(subgraph, ada)
    expect(first).toMatchObject({
      category: 'GRADE',
      title: 'Your grade for Final quiz',
      body: 'You reached 87.5% and passed.',
      subject: { __typename: 'Quiz', id: (data as { subjectId: string }).subjectId },
    })
    expect(second?.subject).toEqual({ __typename: 'Course', id: (assignment as { courseId: string }).courseId })
  })

  test('a certificate is told with its serial', async () => {
    const ada = stranger()
    const { subject } = await certified(subgraph, ada.id)
    expect(await readInbox(subgraph, ada)).toMatchObject([
      {
        category: 'CERTIFICATE',
        body: expect.stringContaining('LMS-2026-ABCD'),
        subject: { __typename: 'Certificate', id: subject },
      },
    ])
  })

  test('texts and dates are in the reader’s language and zone, and English where a language is missing', async () => {
    const { courseId } = await courseKnown(subgraph, 'Knoten')
    const readers = await Promise.all(
      [
        { locale: 'de-CH', timeZone: 'Europe/Zurich' },
        { locale: 'en-US', timeZone: 'America/New_York' },
        { locale: 'pt-BR', timeZone: 'Asia/Tokyo' },
        { locale: 'not a tag', timeZone: 'Mars/Olympus' },
      ].map((contact) => registered(subgraph, stranger(), contact)),
    )
    for (const { id } of readers) await enrolled(subgraph, courseId, id)
    await sessionTold(subgraph, courseId)
    const bodies = await Promise.all(
      readers.map((reader) =>
        expect
          .poll(async () => (await readInbox(subgraph, reader))[0])
          .toMatchObject({ category: 'LIVE_SESSION' })
          .then(async () => (await readInbox(subgraph, reader))[0]?.body),
      ),
    )
    expect(bodies[0]).toBe(
      '„Knoten: Questions“ beginnt am Donnerstag, 24. Dezember 2026 um 18:00 MEZ und dauert 45 Minuten.',
    )
    expect(bodies[1]).toMatch(/Thursday, December 24, 2026 at 12:00\sPM EST and takes 45 minutes/)
    expect(bodies[2]).toMatch(/Friday, December 25, 2026 at 2:00\sAM GMT\+9/)
    expect(bodies[3]).toMatch(/Thursday, December 24, 2026 at 5:00\sPM UTC/)
  })

  test('an event that arrives again tells nobody again', async () => {
    const ada = stranger()
    const event = await graded(subgraph, ada.id)
    await Promise.all(Array.from({ length: 3 }, () => subgraph.redeliver(event)))
    expect(await readInbox(subgraph, ada)).toHaveLength(1)
    expect(subgraph.deadLetters()).toEqual([])
  })
})

describe('who sees it', () => {
  test.each(['a stranger', 'staff', 'nobody in particular'])('%s sees no other inbox', async (who) => {
    const ada = await registered(subgraph)
    const viewer = who === 'a stranger' ? createViewer() : who === 'staff' ? createViewer('ADMIN') : null
    const { data, errors } = await askInbox(subgraph, viewer, ada.id)
    expect(data._entities).toEqual([{ __typename: 'User', unreadNotificationCount: null, notifications: null }])
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN', 'FORBIDDEN'])
  })

  test('a notification resolves for its recipient; for others it is as unknown as one that does not exist', async () => {
    const [ada, bob] = [await registered(subgraph), await registered(subgraph)]
    const [own] = await readInbox(subgraph, ada)
    const references = [own?.id ?? '', newId('notification')].map((id) => ({ __typename: 'Notification', id }))
    const ask = async (viewer: typeof ada | null) =>
      (await subgraph.entities(viewer, references, '... on Notification { id title }')).data._entities
    expect(await ask(ada)).toEqual([{ __typename: 'Notification', id: own?.id, title: 'Welcome' }, null])
    expect(await ask(bob)).toEqual([null, null])
    expect(await ask(createViewer('ADMIN'))).toEqual([null, null])
    expect(await ask(null)).toEqual([null, null])
  })
})

test('an inbox takes the same number of statements whatever its length', async () => {
  // The jobs' own statements would be counted too.
  await using quiet = await startTestNotification(undefined, { NOTIFICATION_POLL_MS: '600000' })
  const statements = async (count: number) => {
    const ada = await registered(quiet)
    for (let index = 1; index < count; index++) {
      const { courseId } = await courseKnown(quiet, `Course ${index}`)
      await enrolled(quiet, courseId, ada.id)
    }
    return countStatements(quiet, async () => expect(await readInbox(quiet, ada)).toHaveLength(count))
  }
  expect(await statements(20)).toBe(await statements(2))
})
