import { createApiClient } from '@lms/local/api-client'
import { pay } from '@lms/local/demo/pay'
import { takeQuiz } from '@lms/local/demo/take-quiz'
import { listMails } from '@lms/local/mail'
import { eventually } from '@lms/testkit/eventually'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { holdClass } from './hold-class.ts'
import { type MadeCourse, makeCourse } from './make-course.ts'
import { administrator, join, instructor as makeInstructor, type Person } from './people.ts'
import type { JourneyTarget } from './target.ts'

const PROVIDERS = [
  { provider: 'STRIPE', price: { minorUnits: 4900, currency: 'EUR' }, decimal: '49.00' },
  { provider: 'RAZORPAY', price: { minorUnits: 149900, currency: 'INR' }, decimal: '1499.00' },
] as const

const CHECKOUT =
  'order { id status total { decimal currency } } payment { provider clientSecret providerOrderId redirectUrl }'
const ENROLLMENTS = `{ me { enrollments(first: 10) { nodes {
  id status course { id title } certificate { serial } progress { percent completedLessons totalLessons resumeLesson { id } resumePositionSeconds }
} } } }`

/**
 * Registers the learner's whole way through the product as tests, over HTTP against the router alone.
 * @param describeMore registers tests of the system after that
 */
export function describeJourney(
  name: string,
  start: () => Promise<JourneyTarget & AsyncDisposable>,
  describeMore: (target: () => JourneyTarget) => void = () => {},
): void {
  describe(name, () => {
    let target: JourneyTarget & AsyncDisposable
    let teacher: Person
    beforeAll(async () => {
      target = await start()
      teacher = await makeInstructor(target, await administrator(target), 'Grace')
    }, 120_000)
    afterAll(() => target?.[Symbol.asyncDispose](), 60_000)

    describe.each(PROVIDERS)('paid by $provider', ({ provider, price, decimal }) => {
      let student: Person
      let course: MadeCourse
      let enrollmentId: string

      test('an instructor makes a course of every part and publishes it', async () => {
        student = await join(target, 'Ada')
        course = await makeCourse(teacher, `Computing for ${provider}`, price)
        const { courses } = await createApiClient(target.routerUrl, null).ask(
          '{ courses(first: 1) { nodes { id status version instructor { displayName } price { decimal currency } } } }',
        )
        expect(courses.nodes).toEqual([
          {
            id: course.courseId,
            status: 'PUBLISHED',
            version: 1,
            instructor: { displayName: 'Grace' },
            price: { decimal, currency: price.currency },
          },
        ])
      })

      test('who has not paid sees the outline and no content, and cannot enrol', async () => {
        const outline =
          'query ($id: ID!) { course(id: $id) { sections { lessons { id title kind content { ... on ArticleContent { body } ... on VideoContent { file { downloadUrl } } } } } } }'
        const { data, errors } = await student.send(outline, { id: course.courseId })
        const lessons = data.course.sections.flatMap((section: { lessons: object[] }) => section.lessons)
        expect(lessons.map((lesson: { kind: string; content: unknown }) => [lesson.kind, lesson.content])).toEqual([
          ['ARTICLE', null],
          ['VIDEO', null],
          ['QUIZ', null],
        ])
        expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['FORBIDDEN']))
        await expect(student.mutate('enroll', { courseId: course.courseId }, 'enrollment { id }')).rejects.toThrow(
          'PAYMENT_REQUIRED',
        )
        await expect(student.mutate('startAttempt', { quizId: course.quizId }, 'attempt { id }')).rejects.toThrow(
          'NOT_FOUND',
        )
        expect(
          (await student.ask('query ($id: ID!) { file(id: $id) { downloadUrl } }', { id: course.fileId })).file,
        ).toBeNull()
      })

      test('a student pays and becomes enrolled by the event', async () => {
        const input = { items: [{ courseId: course.courseId }], provider, idempotencyKey: crypto.randomUUID() }
        const { order, payment } = await student.mutate('checkout', input, CHECKOUT)
        expect(order.total).toEqual({ decimal, currency: price.currency })
        expect((await student.mutate('checkout', input, CHECKOUT)).order.id).toBe(order.id)
        await pay(target, payment)
        const { me } = await eventually(
          () => student.ask(ENROLLMENTS),
          (data) =>
            expect(data.me.enrollments.nodes).toMatchObject([{ status: 'ACTIVE', course: { title: course.title } }]),
        )
        enrollmentId = me.enrollments.nodes[0].id
        const { order: paid } = await student.ask(
          'query ($id: ID!) { order(id: $id) { status lines { course { title } status } } }',
          { id: order.id },
        )
        expect(paid).toMatchObject({ status: 'PAID', lines: [{ course: { title: course.title } }] })
      })

      test('the notification and the e-mail arrive', async () => {
        await eventually(
          () =>
            student.ask(
              '{ me { unreadNotificationCount notifications(first: 10) { nodes { category title subject { __typename id } } } } }',
            ),
          ({ me }) => {
            const subjects = me.notifications.nodes.map(
              ({ subject }: { subject: { __typename: string } | null }) => subject?.__typename,
            )
            expect(subjects).toEqual(expect.arrayContaining(['User', 'Course', 'Order']))
            expect(me.unreadNotificationCount).toBe(me.notifications.nodes.length)
          },
        )
        const mails = await eventually(
          () => listMails(target.mailUrl, student.email),
          (received) => expect(received.length).toBeGreaterThanOrEqual(3),
        )
        expect(mails.map(({ text }) => text).join()).toContain(course.title)
      })

      test('progress is kept, and learning resumes where it stopped', async () => {
        const { course: open } = await student.ask(
          'query ($id: ID!) { course(id: $id) { sections { lessons { content { ... on ArticleContent { body } ... on VideoContent { file { downloadUrl } } } } } } }',
          { id: course.courseId },
        )
        const contents = open.sections.flatMap(({ lessons }: { lessons: { content: object }[] }) =>
          lessons.map(({ content }) => content),
        )
        expect(contents[0]).toEqual({ body: 'The secret of the course.' })
        expect((await (await fetch(contents[1].file.downloadUrl)).arrayBuffer()).byteLength).toBe(2048)

        const report = (lessonId: string, positionSeconds: number, completed: boolean, clientSequence: number) =>
          student.mutate(
            'recordProgress',
            { enrollmentId, lessonId, positionSeconds, completed, clientSequence },
            'enrollment { progress { percent } }',
          )
        await report(course.article, 300, true, 1)
        await report(course.video, 42, false, 2)
        const { me } = await student.ask(ENROLLMENTS)
        expect(me.enrollments.nodes[0].progress).toMatchObject({
          completedLessons: 1,
          totalLessons: 3,
          resumeLesson: { id: course.video },
          resumePositionSeconds: 42,
        })
        await report(course.video, 300, true, 3)
      })

      test('the quiz is taken and graded, the course completed, the certificate verified by anybody', async () => {
        const attemptId = await takeQuiz(student, course.quizId, (prompt) =>
          prompt.includes('star') ? { trueFalse: true } : { choices: ['a'] },
        )
        const { attempt } = await student.ask(
          'query ($id: ID!) { attempt(id: $id) { status score { percent passed } } }',
          { id: attemptId },
        )
        expect(attempt.score).toEqual({ percent: 100, passed: true })
        const { me } = await eventually(
          () => student.ask(ENROLLMENTS),
          (data) =>
            expect(data.me.enrollments.nodes[0]).toMatchObject({
              progress: { percent: 100 },
              certificate: { serial: expect.any(String) },
            }),
        )
        const { serial } = me.enrollments.nodes[0].certificate
        const { verifyCertificate } = await createApiClient(target.routerUrl, null).ask(
          'query ($serial: String!) { verifyCertificate(serial: $serial) { courseTitle issuedAt revokedAt holder { displayName } } }',
          { serial },
        )
        expect(verifyCertificate).toMatchObject({
          courseTitle: course.title,
          revokedAt: null,
          holder: { displayName: 'Ada' },
        })
      })

      test('a class is held with message, hand, poll, mute and removal', () =>
        holdClass(teacher, student, course.sessionId))

      test("the instructor's statistics show all of it", async () => {
        const range = {
          from: new Date(Date.now() - 86_400_000).toISOString(),
          to: new Date(Date.now() + 86_400_000).toISOString(),
        }
        const query =
          'query ($id: ID!, $range: StatsRangeInput!) { course(id: $id) { stats(range: $range) { enrollments activeLearners completions completionRate averageScore revenue { decimal currency } liveAttendance { participants } asOf lagSeconds } } }'
        await eventually(
          () => teacher.ask(query, { id: course.courseId, range }),
          ({ course: { stats } }) =>
            expect(stats).toMatchObject({
              enrollments: 1,
              activeLearners: 1,
              completions: 1,
              completionRate: 1,
              averageScore: 100,
              liveAttendance: { participants: 1 },
              revenue: { decimal, currency: price.currency },
              asOf: expect.any(String),
            }),
        )
      })
    })

    describeMore(() => target)
  })
}
