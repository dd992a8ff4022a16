import { z } from 'zod'
import { defineTemplate } from './template.ts'
import { withCourse } from './with-course.ts'

/** A live session of a course has begun. */
export const sessionStarted = defineTemplate({
  category: 'LIVE_SESSION',
  reason: 'LEARNER',
  data: z.object({ courseId: z.string(), title: z.string() }),
  courses: ({ courseId }) => [courseId],
  texts: {
    en: ({ courseId, title }, { courseTitle }) => ({
      title: `Live now: ${title}`,
      body: `“${withCourse(title, courseTitle(courseId))}” has begun. You can join it.`,
    }),
    de: ({ courseId, title }, { courseTitle }) => ({
      title: `Jetzt live: ${title}`,
      body: `„${withCourse(title, courseTitle(courseId))}“ hat begonnen. Sie können teilnehmen.`,
    }),
  },
})
