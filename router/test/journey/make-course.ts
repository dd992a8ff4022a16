import type { ApiClient } from '@lms/local/api-client'
import { onceKnown } from '@lms/local/demo/once-known'
import { uploadFile } from '@lms/local/demo/upload-file'

export interface MadeCourse {
  courseId: string
  title: string
  article: string
  video: string
  quizLesson: string
  quizId: string
  fileId: string
  sessionId: string
  price: { minorUnits: number; currency: string }
}

/** Makes a course with an article, a video with its file, a quiz and a live session, prices it and publishes it. */
export async function makeCourse(
  instructor: ApiClient,
  title: string,
  price: MadeCourse['price'],
): Promise<MadeCourse> {
  const { course } = await instructor.mutate(
    'createCourse',
    { title, summary: 'From the first steps to the first job.', language: 'en' },
    'course { id }',
  )
  const courseId: string = course.id
  const quizId = await makeQuiz(instructor, courseId)
  const fileId = await uploadFile(instructor, {
    fileName: 'Welcome.mp4',
    contentType: 'video/mp4',
    purpose: 'LESSON_VIDEO',
    bytes: new Uint8Array(2048).fill(7),
  })
  const lessons = await addLessons(instructor, courseId, { fileId, quizId })
  const sessionId = await scheduleSession(instructor, courseId)
  await onceKnown(() => instructor.mutate('setPrice', { courseId, ...price }, 'course { id }'))
  // The files and quizzes of its lessons are other services' news.
  await onceKnown(() => instructor.mutate('publishCourse', { courseId }, 'course { status version }'))
  return { courseId, title, ...lessons, quizId, fileId, sessionId, price }
}

async function makeQuiz(instructor: ApiClient, courseId: string): Promise<string> {
  const { quiz } = await onceKnown(() =>
    instructor.mutate(
      'createQuiz',
      { courseId, title: 'Check yourself', timeLimitSeconds: 600, attemptsAllowed: 2, passPercent: 50 },
      'quiz { id }',
    ),
  )
  const quizId: string = quiz.id
  const options = [
    { key: 'a', text: 'Four' },
    { key: 'b', text: 'Five' },
  ]
  await instructor.mutate(
    'addQuestion',
    { quizId, kind: 'SINGLE_CHOICE', prompt: 'What is two and two?', options, answer: { choices: ['a'] }, points: 2 },
    'question { id }',
  )
  await instructor.mutate(
    'addQuestion',
    { quizId, kind: 'TRUE_FALSE', prompt: 'The sun is a star.', answer: { trueFalse: true }, points: 1 },
    'question { id }',
  )
  await instructor.mutate('publishQuiz', { quizId }, 'quiz { status }')
  return quizId
}

async function addLessons(
  instructor: ApiClient,
  courseId: string,
  { fileId, quizId }: { fileId: string; quizId: string },
) {
  const addSection = async (title: string): Promise<string> =>
    (await instructor.mutate('addSection', { courseId, title }, 'section { id }')).section.id
  const addLesson = async (sectionId: string, title: string, kind: string, content: object): Promise<string> =>
    (await instructor.mutate('addLesson', { sectionId, title, kind, content, durationSeconds: 300 }, 'lesson { id }'))
      .lesson.id
  const [start, practice] = [await addSection('Start'), await addSection('Practice')]
  return {
    article: await addLesson(start, 'Read this first', 'ARTICLE', { article: { body: 'The secret of the course.' } }),
    video: await addLesson(start, 'Watch this', 'VIDEO', { video: { fileId } }),
    quizLesson: await addLesson(practice, 'Check yourself', 'QUIZ', { quiz: { quizId } }),
  }
}

async function scheduleSession(instructor: ApiClient, courseId: string): Promise<string> {
  const startsAtLocal = new Date(Date.now() + 10 * 60_000).toISOString().slice(0, 19)
  const input = {
    courseId,
    title: 'Ask me anything',
    startsAtLocal,
    timeZone: 'UTC',
    durationMinutes: 60,
    capacity: 10,
  }
  const { session } = await onceKnown(() => instructor.mutate('scheduleLiveSession', input, 'session { id }'))
  return session.id
}
