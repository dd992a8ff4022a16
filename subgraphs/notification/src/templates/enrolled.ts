import { z } from 'zod'
import { defineTemplate } from './template.ts'

/** Somebody got access to a course. */
export const enrolled = defineTemplate({
  category: 'ENROLLMENT',
  reason: 'LEARNER',
  data: z.object({ courseId: z.string() }),
  courses: ({ courseId }) => [courseId],
  texts: {
    en: ({ courseId }, { courseTitle }) => {
      const title = courseTitle(courseId)
      return {
        title: title ? `You are enrolled: ${title}` : 'You are enrolled in a course',
        body: title ? `You have access to “${title}” now.` : 'You have access to the course now.',
      }
    },
    de: ({ courseId }, { courseTitle }) => {
      const title = courseTitle(courseId)
      return {
        title: title ? `Sie sind eingeschrieben: ${title}` : 'Sie sind in einen Kurs eingeschrieben',
        body: title ? `Sie haben jetzt Zugang zu „${title}“.` : 'Sie haben jetzt Zugang zum Kurs.',
      }
    },
  },
})
