import { sessionTemplate } from './session-template.ts'

/** A live session of a course will not take place. */
export const sessionCancelled = sessionTemplate({
  en: ({ title, name, start }) => ({
    title: `Live session cancelled: ${title}`,
    body: `“${name}” on ${start} will not take place.`,
  }),
  de: ({ title, name, start }) => ({
    title: `Live-Sitzung abgesagt: ${title}`,
    body: `„${name}“ am ${start} findet nicht statt.`,
  }),
})
