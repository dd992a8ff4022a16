import { z } from 'zod'
import { defineTemplate } from './template.ts'

/** An account has a new password. */
export const passwordChanged = defineTemplate({
  category: 'ACCOUNT',
  reason: 'OWN_ACCOUNT',
  data: z.object({}),
  texts: {
    en: () => ({
      title: 'Your password was changed',
      body: 'Your account has a new password, and every sign-in of before has ended. If it was not you, ask for a new password at once.',
    }),
    de: () => ({
      title: 'Ihr Passwort wurde geändert',
      body: 'Ihr Konto hat ein neues Passwort, und alle bisherigen Anmeldungen sind beendet. Wenn Sie es nicht waren, fordern Sie sofort ein neues Passwort an.',
    }),
  },
})
