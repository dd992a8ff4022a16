import { EventAmount } from '@lms/contracts/amount'
import { z } from 'zod'
import { defineTemplate } from './template.ts'
import type { Wording } from './wording.ts'

const Data = z.object({
  refundId: z.string(),
  orderId: z.string(),
  courseId: z.string(),
  amount: EventAmount,
  effect: z.enum(['REVOKE', 'KEEP']),
})

/** Money was given back. */
export const creditNote = defineTemplate({
  category: 'PAYMENT',
  reason: 'OWN_ORDER',
  data: Data,
  courses: ({ courseId }) => [courseId],
  texts: {
    en: (data, wording) => ({
      title: 'Your credit note',
      body: `${wording.money(data.amount)} were given back to you. ${
        data.effect === 'REVOKE'
          ? 'This purchase does not open the course any more.'
          : 'You keep the access to the course.'
      }`,
      mail: statement(data, wording, { note: 'Credit note', order: 'Order', course: 'Course', total: 'Given back' }),
    }),
    de: (data, wording) => ({
      title: 'Ihre Gutschrift',
      body: `Sie haben ${wording.money(data.amount)} zurückerhalten. ${
        data.effect === 'REVOKE' ? 'Dieser Kauf öffnet den Kurs nicht mehr.' : 'Der Zugang zum Kurs bleibt Ihnen.'
      }`,
      mail: statement(data, wording, { note: 'Gutschrift', order: 'Bestellung', course: 'Kurs', total: 'Erstattet' }),
    }),
  },
})

function statement(
  { refundId, orderId, courseId, amount }: z.infer<typeof Data>,
  { money, courseTitle }: Wording,
  words: { note: string; order: string; course: string; total: string },
): string {
  return [
    `${words.note} ${refundId}\n${words.order} ${orderId}`,
    `${courseTitle(courseId) ?? words.course}: ${money({ ...amount, minorUnits: `-${amount.minorUnits}` })}`,
    `${words.total}: ${money(amount)}`,
  ].join('\n\n')
}
