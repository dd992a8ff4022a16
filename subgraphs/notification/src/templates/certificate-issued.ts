import { z } from 'zod'
import { defineTemplate } from './template.ts'

/** A certificate was issued. */
export const certificateIssued = defineTemplate({
  category: 'CERTIFICATE',
  reason: 'LEARNER',
  data: z.object({ courseTitle: z.string(), serial: z.string() }),
  texts: {
    en: ({ courseTitle, serial }) => ({
      title: `Your certificate: ${courseTitle}`,
      body: `You completed “${courseTitle}”. Anybody can verify your certificate by its serial ${serial}.`,
    }),
    de: ({ courseTitle, serial }) => ({
      title: `Ihr Zertifikat: ${courseTitle}`,
      body: `Sie haben „${courseTitle}“ abgeschlossen. Ihr Zertifikat lässt sich mit der Seriennummer ${serial} prüfen.`,
    }),
  },
})
