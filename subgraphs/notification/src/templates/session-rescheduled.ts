import { sessionTemplate } from './session-template.ts'

/** A live session of a course has another time. */
export const sessionRescheduled = sessionTemplate({
  en: ({ title, name, start, durationMinutes }) => ({
    title: `Live session moved: ${title}`,
    body: `“${name}” now begins on ${start} and takes ${durationMinutes} minutes.`,
  }),
  de: ({ title, name, start, durationMinutes }) => ({
    title: `Live-Sitzung verlegt: ${title}`,
    body: `„${name}“ beginnt jetzt am ${start} und dauert ${durationMinutes} Minuten.`,
  }),
})
