import { z } from 'zod'
import { defineTemplate } from './template.ts'
import { withCourse } from './with-course.ts'

/** A live session of a course was planned. */
export const sessionScheduled = defineTemplate({
  category: 'LIVE_SESSION',
  reason: 'LEARNER',
  data: z.object({
    courseId: z.string(),
    title: z.string(),
    startsAt: z.iso.datetime(),
    durationMinutes: z.int().positive(),
  }),
  courses: ({ courseId }) => [courseId],
  texts: {
    en: ({ courseId, title, startsAt, durationMinutes }, { instant, courseTitle }) => ({
      title: `Live session: ${title}`,
      body: `“${withCourse(title, courseTitle(courseId))}” begins on ${instant(startsAt)} and takes ${durationMinutes} minutes.`,
    }),
    de: ({ courseId, title, startsAt, durationMinutes }, { instant, courseTitle }) => ({
      title: `Live-Sitzung: ${title}`,
      body: `„${withCourse(title, courseTitle(courseId))}“ beginnt am ${instant(startsAt)} und dauert ${durationMinutes} Minuten.`,
    }),
  },
})
