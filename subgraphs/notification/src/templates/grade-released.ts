import { z } from 'zod'
import { defineTemplate } from './template.ts'

/** A grade can be seen. The score stays in the product: an e-mail may be read by others on a locked screen. */
export const gradeReleased = defineTemplate({
  category: 'GRADE',
  reason: 'LEARNER',
  data: z.object({ title: z.string(), percent: z.number(), passed: z.boolean() }),
  texts: {
    en: ({ title, percent, passed }, wording) => ({
      title: `Your grade for ${title}`,
      body: `You reached ${wording.percent(percent)} and ${passed ? 'passed' : 'did not pass'}.`,
      mail: `Your grade for “${title}” is there. Sign in to see it.`,
    }),
    de: ({ title, percent, passed }, wording) => ({
      title: `Ihre Bewertung: ${title}`,
      body: `Sie haben ${wording.percent(percent)} erreicht und ${passed ? 'bestanden' : 'nicht bestanden'}.`,
      mail: `Ihre Bewertung für „${title}“ liegt vor. Melden Sie sich an, um sie zu sehen.`,
    }),
  },
})
