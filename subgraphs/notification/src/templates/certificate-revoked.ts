import { z } from 'zod'
import { defineTemplate } from './template.ts'

/** A certificate was taken back. */
export const certificateRevoked = defineTemplate({
  category: 'CERTIFICATE',
  reason: 'LEARNER',
  data: z.object({ courseTitle: z.string() }),
  texts: {
    en: ({ courseTitle }) => ({
      title: `Your certificate counts no more: ${courseTitle}`,
      body: `The money for “${courseTitle}” was given back, so the certificate was taken back as well. Who verifies it sees that.`,
    }),
    de: ({ courseTitle }) => ({
      title: `Ihr Zertifikat gilt nicht mehr: ${courseTitle}`,
      body: `Das Geld für „${courseTitle}“ wurde erstattet, damit ist auch das Zertifikat zurückgenommen. Wer es prüft, sieht das.`,
    }),
  },
})
