import { z } from 'zod'
import { defineTemplate, type Template, type Texts } from './template.ts'
import { withCourse } from './with-course.ts'
import type { Language, Wording } from './wording.ts'

const SessionData = z.object({
  courseId: z.string(),
  title: z.string(),
  startsAt: z.iso.datetime(),
  durationMinutes: z.int().positive(),
})

/** A live session as its reader writes it. */
interface SessionWords {
  title: string
  /** With the course's title, where it is known. */
  name: string
  /** Planned start. */
  start: string
  durationMinutes: number
}

/** Makes a template that tells the learners of a course about one of its live sessions. */
export const sessionTemplate = (
  texts: Record<Language, (session: SessionWords) => Texts>,
): Template<typeof SessionData> =>
  defineTemplate({
    category: 'LIVE_SESSION',
    reason: 'LEARNER',
    data: SessionData,
    courses: ({ courseId }) => [courseId],
    texts: {
      en: (session, wording) => texts.en(wordsOf(session, wording)),
      de: (session, wording) => texts.de(wordsOf(session, wording)),
    },
  })

const wordsOf = (
  { courseId, title, startsAt, durationMinutes }: z.infer<typeof SessionData>,
  { courseTitle, instant }: Wording,
): SessionWords => ({
  title,
  name: withCourse(title, courseTitle(courseId)),
  start: instant(startsAt),
  durationMinutes,
})
