import { z } from 'zod'
import { defineTemplate } from './template.ts'

/** What is known of a person can be fetched. */
export const exportReady = defineTemplate({
  category: 'ACCOUNT',
  reason: 'OWN_ACCOUNT',
  data: z.object({ expiresAt: z.iso.datetime() }),
  expiresAt: ({ expiresAt }) => expiresAt,
  texts: {
    en: ({ expiresAt }, { instant }) => ({
      title: 'Your data is ready',
      body: `The file with everything that we hold of you can be downloaded in your account until ${instant(expiresAt)}.`,
    }),
    de: ({ expiresAt }, { instant }) => ({
      title: 'Ihre Daten liegen bereit',
      body: `Die Datei mit allem, was wir über Sie haben, steht in Ihrem Konto zum Abruf bereit bis ${instant(expiresAt)}.`,
    }),
  },
})
