import type { SignedInClient } from '../api-client.ts'
import { rightAnswerTo, wrongAnswerTo } from './catalogue.ts'
import { onceKnown } from './once-known.ts'
import { type PaymentPlaces, pay } from './pay.ts'
import { takeQuiz } from './take-quiz.ts'

interface MadeCourse {
  courseId: string
  quizId: string
  free: boolean
}

/** How many students go to work at the same time. */
const AT_ONCE = 4
/** Every so manyth student also buys a course. */
const BUYS_EVERY = 5

interface Enrolment {
  id: string
  course: { id: string; sections: { lessons: { id: string; kind: string }[] }[] }
}

/** Lets every student enrol in free courses, some buy one, and all learn a little; returns the number of enrolments. */
export async function enrolStudents(
  students: SignedInClient[],
  courses: MadeCourse[],
  places: PaymentPlaces,
): Promise<number> {
  const free = courses.filter((course) => course.free)
  const priced = courses.filter((course) => !course.free)
  const queue = [...students.entries()]
  let enrolments = 0
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [index, student] = next
      const chosen = [free[index % free.length], free[(index + 1) % free.length]].filter(
        (course) => course !== undefined,
      )
      for (const { courseId } of chosen)
        await onceKnown(() => student.mutate('enroll', { courseId }, 'enrollment { id }'))
      const bought = index % BUYS_EVERY === 0 ? priced[(index / BUYS_EVERY) % priced.length] : undefined
      if (bought) await buy(student, bought, places)
      enrolments += chosen.length + (bought ? 1 : 0)
      await learn(student, index, new Map(courses.map(({ courseId, quizId }) => [courseId, quizId])))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return enrolments
}

async function buy(student: SignedInClient, { courseId }: MadeCourse, places: PaymentPlaces): Promise<void> {
  const input = { items: [{ courseId }], provider: 'STRIPE', idempotencyKey: `demo-${courseId}` }
  const { order, payment } = await onceKnown(() =>
    student.mutate('checkout', input, 'order { status } payment { provider clientSecret providerOrderId }'),
  )
  if (order.status !== 'PAID') await pay(places, payment)
}

/** Reads and watches; every second student takes the quiz too, and one in three of them errs. */
async function learn(student: SignedInClient, index: number, quizzes: Map<string, string>): Promise<void> {
  const { me } = await student.ask(
    '{ me { enrollments(first: 10) { nodes { id course { id sections { lessons { id kind } } } } } } }',
  )
  for (const { id: enrollmentId, course } of me.enrollments.nodes as Enrolment[]) {
    const toRead = course.sections
      .flatMap(({ lessons }) => lessons)
      .filter(({ kind }) => ['ARTICLE', 'VIDEO', 'FILE'].includes(kind))
    for (const [done, lesson] of toRead.slice(0, 1 + (index % 3)).entries()) {
      const progress = {
        enrollmentId,
        lessonId: lesson.id,
        positionSeconds: 300,
        completed: true,
        clientSequence: done + 1,
      }
      await student.mutate('recordProgress', progress, 'enrollment { id }')
    }
    const quizId = index % 2 === 0 ? quizzes.get(course.id) : undefined
    const attempts = quizId ? await student.ask('{ me { attempts(first: 1) { totalCount } } }') : null
    if (quizId && attempts.me.attempts.totalCount === 0) {
      await onceKnown(() => takeQuiz(student, quizId, index % 6 === 0 ? wrongAnswerTo : rightAnswerTo))
    }
  }
}
