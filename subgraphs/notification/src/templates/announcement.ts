import { z } from 'zod'
import { defineTemplate } from './template.ts'
import { withCourse } from './with-course.ts'

/** The people who teach a course say something; their words are not translated. */
export const announcement = defineTemplate({
  category: 'ANNOUNCEMENT',
  reason: 'LEARNER',
  data: z.object({ courseId: z.string(), title: z.string(), body: z.string() }),
  courses: ({ courseId }) => [courseId],
  texts: {
    en: ({ courseId, title, body }, { courseTitle }) => ({
      title,
      body,
      mail: `${withCourse(title, courseTitle(courseId))}\n\n${body}`,
    }),
  },
})
