import { EventAmount } from '@lms/contracts/amount'
import { z } from 'zod'
import { defineTemplate } from './template.ts'
import type { Wording } from './wording.ts'

const Data = z.object({
  orderId: z.string(),
  total: EventAmount,
  lines: z.array(z.object({ courseId: z.string(), amount: EventAmount })),
})

/** An order was paid. */
export const receipt = defineTemplate({
  category: 'PAYMENT',
  reason: 'OWN_ORDER',
  data: Data,
  courses: ({ lines }) => lines.map(({ courseId }) => courseId),
  texts: {
    en: (data, wording) => ({
      title: 'Your receipt',
      body: `You paid ${wording.money(data.total)}.`,
      mail: statement(data, wording, { order: 'Order', course: 'Course', total: 'Total' }),
    }),
    de: (data, wording) => ({
      title: 'Ihr Beleg',
      body: `Sie haben ${wording.money(data.total)} bezahlt.`,
      mail: statement(data, wording, { order: 'Bestellung', course: 'Kurs', total: 'Summe' }),
    }),
  },
})

function statement(
  { orderId, total, lines }: z.infer<typeof Data>,
  { money, courseTitle }: Wording,
  words: { order: string; course: string; total: string },
): string {
  const items = lines.map(({ courseId, amount }) => `${courseTitle(courseId) ?? words.course}: ${money(amount)}`)
  return [`${words.order} ${orderId}`, items.join('\n'), `${words.total}: ${money(total)}`].join('\n\n')
}
