import { setTimeout as delay } from 'node:timers/promises'
import { newId } from '@lms/kit/ids'
import type { SignedInViewer } from '@lms/kit/viewer'
import { type Api, person } from './api.ts'
import { signUp } from './sign-up.ts'
import type { System } from './system.ts'

/** A course that is sold, and a quiz of it. */
export interface Offer {
  courseId: string
  lessonIds: string[]
  quizId: string
  questionId: string
}

const PRICE = 1_990
const staff = person('ADMIN')

/** Makes, publishes and prices a course with a quiz. */
export async function prepareOffer({ api }: System): Promise<Offer> {
  const teacher = person('INSTRUCTOR')
  const mutate = (service: string, viewer: SignedInViewer, name: string, input: object, fields: string) => {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
    const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} userErrors { code message } } }`
    // Refusals pass: other services have yet to hear of the course.
    return api
      .ask(service, viewer, query, { input }, (data) => data[name].userErrors.length === 0)
      .then((data) => data[name])
  }
  const { course } = await mutate(
    'course',
    teacher,
    'createCourse',
    { title: newId('title'), summary: 'Summary.' },
    'course { id }',
  )
  const courseId: string = course.id
  const { section } = await mutate('course', teacher, 'addSection', { courseId, title: 'Basics' }, 'section { id }')
  const lessonIds: string[] = []
  for (const title of ['One', 'Two']) {
    const lesson = {
      sectionId: section.id,
      title,
      durationSeconds: 60,
      kind: 'ARTICLE',
      content: { article: { body: 'Read.' } },
    }
    lessonIds.push((await mutate('course', teacher, 'addLesson', lesson, 'lesson { id }')).lesson.id)
  }
  await mutate('course', teacher, 'publishCourse', { courseId }, 'course { id }')
  await mutate('payment', staff, 'setPrice', { courseId, minorUnits: PRICE, currency: 'EUR' }, 'course { id }')
  const quiz = { courseId, title: 'Quiz', attemptsAllowed: 3, shuffle: false }
  const quizId = (await mutate('assessment', teacher, 'createQuiz', quiz, 'quiz { id }')).quiz.id
  const options = ['a', 'b'].map((key) => ({ key, text: key }))
  const question = { quizId, kind: 'SINGLE_CHOICE', prompt: 'Which?', options, answer: { choices: ['a'] }, points: 1 }
  const questionId = (await mutate('assessment', teacher, 'addQuestion', question, 'question { id }')).question.id
  await mutate('assessment', teacher, 'publishQuiz', { quizId }, 'quiz { id }')
  return { courseId, lessonIds, quizId, questionId }
}

/** What a load amounted to. */
export interface Done {
  orders: number
  refunds: number
  attempts: number
}

/** Learners who sign up, buy, learn, take the quiz, and partly give the course back or finish it, all at once. */
export async function runLoad(system: System, offer: Offer, learners: number, random: () => number): Promise<Done> {
  const plans = Array.from({ length: learners }, () => ({ givesBack: random() < 0.4, startsAfter: random() * 300 }))
  // Whoever fails, the others come to their end: nothing of this load runs into the next one.
  const done = await Promise.allSettled(
    plans.map(async ({ givesBack, startsAfter }) => {
      await delay(startsAfter)
      return learn(system, offer, givesBack)
    }),
  )
  const failed = done.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
  const refunds = done.filter((result) => result.status === 'fulfilled' && result.value).length
  return { orders: learners, refunds, attempts: learners }
}

/** @returns whether the course was given back */
async function learn(system: System, offer: Offer, givesBack: boolean): Promise<boolean> {
  const learner = await signUp(system)
  const lineId = await buy(system, learner, offer.courseId)
  // Who has finished a course may not give it back.
  await study(system, learner, offer, givesBack ? offer.lessonIds.slice(1) : offer.lessonIds)
  if (!givesBack) return false
  const input = { orderLineId: lineId, reason: 'not for me', idempotencyKey: newId('key') }
  await system.api.ask(
    'payment',
    learner,
    'mutation ($input: RefundOrderLineInput!) { refundOrderLine(input: $input) { refund { id } userErrors { code } } }',
    { input },
    (data) => data.refundOrderLine.refund !== null,
  )
  return true
}

/** @returns the order line */
export async function buy(
  { api, places, stripeKey }: System,
  learner: SignedInViewer,
  courseId: string,
): Promise<string> {
  const input = { items: [{ courseId }], provider: 'STRIPE', idempotencyKey: newId('key') }
  const { checkout } = await api.ask(
    'payment',
    learner,
    `mutation ($input: CheckoutInput!) { checkout(input: $input) {
      order { id lines { id } } payment { clientSecret providerOrderId } userErrors { code } } }`,
    { input },
    (data) => data.checkout.payment !== null,
  )
  const { clientSecret, providerOrderId } = checkout.payment
  await fetch(`${places.stripeUrl}/v1/payment_intents/${providerOrderId}/confirm`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stripeKey}` },
    body: new URLSearchParams({ client_secret: clientSecret, payment_method: 'pm_card_visa' }),
  })
  return checkout.order.lines[0].id
}

async function study({ api }: System, learner: SignedInViewer, offer: Offer, lessonIds: string[]): Promise<void> {
  const enrollmentId = await awaitAccess(api, learner, offer)
  for (const [index, lessonId] of lessonIds.entries()) {
    const progress = { enrollmentId, lessonId, positionSeconds: 30, completed: true, clientSequence: index + 1 }
    await api.ask(
      'course',
      learner,
      'mutation ($input: RecordProgressInput!) { recordProgress(input: $input) { enrollment { id } userErrors { code } } }',
      { input: progress },
      (data) => data.recordProgress.userErrors.length === 0,
    )
  }
  const { startAttempt } = await api.ask(
    'assessment',
    learner,
    'mutation ($input: StartAttemptInput!) { startAttempt(input: $input) { attempt { id sequence } userErrors { code } } }',
    { input: { quizId: offer.quizId } },
    (data) => data.startAttempt.attempt !== null,
  )
  await api.ask(
    'assessment',
    learner,
    'mutation ($input: SubmitAttemptInput!) { submitAttempt(input: $input) { attempt { status } userErrors { code } } }',
    { input: { attemptId: startAttempt.attempt.id } },
    (data) => data.submitAttempt.attempt !== null,
  )
}

/** Waits until a learner is let into the course. @returns the enrolment */
export async function awaitAccess(api: Api, learner: SignedInViewer, { courseId }: Offer): Promise<string> {
  const { course } = await api.ask(
    'course',
    learner,
    'query ($id: ID!) { course(id: $id) { viewerEnrollment { id status } } }',
    { id: courseId },
    (data) => data.course?.viewerEnrollment?.status === 'ACTIVE',
  )
  return course.viewerEnrollment.id
}
