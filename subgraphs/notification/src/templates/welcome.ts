import { z } from 'zod'
import { defineTemplate } from './template.ts'

/** Somebody made an account. */
export const welcome = defineTemplate({
  category: 'ACCOUNT',
  reason: 'OWN_ACCOUNT',
  data: z.object({}),
  texts: {
    en: () => ({ title: 'Welcome', body: 'Your account is ready. Choose a course and start learning.' }),
    de: () => ({ title: 'Willkommen', body: 'Ihr Konto ist bereit. Wählen Sie einen Kurs und fangen Sie an.' }),
  },
})
