import { sessionTemplate } from './session-template.ts'

/** A live session of a course was planned. */
export const sessionScheduled = sessionTemplate({
  en: ({ title, name, start, durationMinutes }) => ({
    title: `Live session: ${title}`,
    body: `“${name}” begins on ${start} and takes ${durationMinutes} minutes.`,
  }),
  de: ({ title, name, start, durationMinutes }) => ({
    title: `Live-Sitzung: ${title}`,
    body: `„${name}“ beginnt am ${start} und dauert ${durationMinutes} Minuten.`,
  }),
})
