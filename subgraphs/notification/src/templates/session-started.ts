import { sessionTemplate } from './session-template.ts'

/** A live session of a course has begun. */
export const sessionStarted = sessionTemplate({
  en: ({ title, name }) => ({ title: `Live now: ${title}`, body: `“${name}” has begun. You can join it.` }),
  de: ({ title, name }) => ({
    title: `Jetzt live: ${title}`,
    body: `„${name}“ hat begonnen. Sie können teilnehmen.`,
  }),
})
