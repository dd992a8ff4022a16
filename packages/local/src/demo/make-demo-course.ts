import type { ApiClient } from '../api-client.ts'
import { type DemoCourse, questionInput } from './catalogue.ts'
import { onceKnown } from './once-known.ts'

interface Titled {
  id: string
  title: string
}

interface TaughtCourse extends Titled {
  status: string
  sections: (Titled & { lessons: Titled[] })[]
  quizzes: (Titled & { status: string; questionCount: number })[]
  assignments: Titled[]
  liveSessions: { nodes: Titled[] }
}

const TAUGHT = `{ me { taughtCourses(first: 50) { nodes {
  id title status sections { id title lessons { id title } } quizzes { id title status questionCount }
  assignments { id title } liveSessions(first: 10) { nodes { id title } }
} } } }`

/** Courses that the instructor has, by title: what an interrupted start made is continued, not made again. */
export async function taughtCourses(instructor: ApiClient): Promise<Map<string, TaughtCourse>> {
  const { me } = await instructor.ask(TAUGHT)
  return new Map((me.taughtCourses.nodes as TaughtCourse[]).map((course) => [course.title, course]))
}

/** Files that an instructor's lessons show. */
export interface LessonFiles {
  video: string
  handout: string
}

/** How one course is made. */
export interface DemoPlan {
  files: LessonFiles
  categoryId: string
  /** The course as an earlier start left it. */
  known: TaughtCourse | undefined
  /** Its own for every course, because a host cannot be in two sessions at once. */
  sessionInHours: number
}

/** Makes a demo course or what it still lacks, publishes it, and returns the ids that learners need. */
export async function makeDemoCourse(instructor: ApiClient, demo: DemoCourse, about: DemoPlan) {
  const { files, categoryId, known, sessionInHours } = about
  const course = known ?? (await createCourse(instructor, demo, categoryId))
  const courseId = course.id
  const quizId = await ensureQuiz(instructor, course, demo)
  const assignmentId = course.assignments[0]?.id ?? (await createAssignment(instructor, courseId))
  const liveSessionId =
    course.liveSessions.nodes[0]?.id ?? (await scheduleSession(instructor, courseId, sessionInHours))
  if (course.status === 'DRAFT') {
    await ensureLessons(instructor, course, [
      [
        'Start here',
        [
          [
            'Welcome',
            'ARTICLE',
            { article: { body: `${demo.summary}\n\nTake your time, and try everything yourself.` } },
          ],
          ['The idea in five minutes', 'VIDEO', { video: { fileId: files.video } }],
          ['Handout', 'FILE', { file: { fileId: files.handout } }],
        ],
      ],
      [
        'Practice',
        [
          ['Check yourself', 'QUIZ', { quiz: { quizId } }],
          ['Your own example', 'ASSIGNMENT', { assignment: { assignmentId } }],
          ['Ask me anything', 'LIVE', { live: { liveSessionId } }],
        ],
      ],
    ])
    await onceKnown(() => instructor.mutate('setPrice', { courseId, ...demo.price }, 'course { id }'))
    await onceKnown(() => instructor.mutate('publishCourse', { courseId }, 'course { status }'))
  }
  return { courseId, quizId, free: demo.price.minorUnits === 0 }
}

async function createCourse(
  instructor: ApiClient,
  { title, summary }: DemoCourse,
  categoryId: string,
): Promise<TaughtCourse> {
  const { course } = await instructor.mutate(
    'createCourse',
    { title, summary, categoryId, language: 'en' },
    'course { id title status }',
  )
  return { ...course, sections: [], quizzes: [], assignments: [], liveSessions: { nodes: [] } }
}

async function ensureQuiz(instructor: ApiClient, course: TaughtCourse, { question }: DemoCourse): Promise<string> {
  const [existing] = course.quizzes
  const input = {
    courseId: course.id,
    title: 'Check yourself',
    timeLimitSeconds: 900,
    attemptsAllowed: 3,
    passPercent: 60,
  }
  const quiz = existing ?? {
    ...(await onceKnown(() => instructor.mutate('createQuiz', input, 'quiz { id }'))).quiz,
    status: 'DRAFT',
    questionCount: 0,
  }
  if (quiz.questionCount === 0)
    await instructor.mutate('addQuestion', { quizId: quiz.id, ...questionInput(question) }, 'question { id }')
  if (quiz.status === 'DRAFT') await instructor.mutate('publishQuiz', { quizId: quiz.id }, 'quiz { status }')
  return quiz.id
}

async function createAssignment(instructor: ApiClient, courseId: string): Promise<string> {
  const input = {
    courseId,
    title: 'Your own example',
    instructions: 'Use what you learned on something of your own, in a page.',
    points: 10,
  }
  return (await onceKnown(() => instructor.mutate('createAssignment', input, 'assignment { id }'))).assignment.id
}

async function scheduleSession(instructor: ApiClient, courseId: string, inHours: number): Promise<string> {
  const startsAtLocal = new Date(Date.now() + inHours * 3_600_000).toISOString().slice(0, 13).concat(':00:00')
  const input = {
    courseId,
    title: 'Ask me anything',
    startsAtLocal,
    timeZone: 'Europe/Berlin',
    durationMinutes: 45,
    capacity: 100,
  }
  return (await onceKnown(() => instructor.mutate('scheduleLiveSession', input, 'session { id }'))).session.id
}

type Outline = [section: string, lessons: [title: string, kind: string, content: object][]][]

async function ensureLessons(instructor: ApiClient, course: TaughtCourse, outline: Outline): Promise<void> {
  for (const [sectionTitle, lessons] of outline) {
    const existing = course.sections.find(({ title }) => title === sectionTitle)
    const section =
      existing ??
      (await instructor.mutate('addSection', { courseId: course.id, title: sectionTitle }, 'section { id }')).section
    const there = new Set(existing?.lessons.map(({ title }) => title))
    for (const [title, kind, content] of lessons) {
      if (there.has(title)) continue
      await instructor.mutate(
        'addLesson',
        { sectionId: section.id, title, kind, content, durationSeconds: 300 },
        'lesson { id }',
      )
    }
  }
}
