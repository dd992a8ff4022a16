import { differ, idsOf } from './compare-sets.ts'
import type { Databases } from './system.ts'

/** What analytics counts, beside what the owner of the facts holds: each as a text that says all that is counted of it. */
const FIGURES: Readonly<Record<string, { owner: string; truth: string; counted: string }>> = {
  accounts: {
    owner: 'user',
    truth: 'select id from "user"',
    counted: 'select user_id as id from registration_fact',
  },
  'enrolments, their access, completion and certificate': {
    owner: 'course',
    truth: `select concat_ws(' ', e.id, bool_or(g.revoked_at is null), e.completed_at is not null, c.id is not null) as id
      from enrollment e join access_grant g on g.enrollment_id = e.id left join certificate c on c.enrollment_id = e.id
      group by e.id, c.id`,
    counted: `select concat_ws(' ', enrollment_id, active, completed_at is not null, certified_at is not null) as id
      from enrollment_fact`,
  },
  'lessons completed': {
    owner: 'course',
    truth: `select enrollment_id || ' ' || lesson_id as id from lesson_progress where completed_at is not null`,
    counted: `select enrollment_id || ' ' || lesson_id as id from lesson_fact`,
  },
  'courses sold, with their price': {
    owner: 'payment',
    truth: `select concat_ws(' ', l.id, l.price_minor, o.currency) as id
      from order_line l join "order" o on o.id = l.order_id where o.status = 'PAID'`,
    counted: "select concat_ws(' ', order_line_id, minor_units, currency) as id from sale_fact",
  },
  'refunds, with their amount': {
    owner: 'payment',
    truth: "select concat_ws(' ', id, amount_minor, currency) as id from refund where status = 'SUCCEEDED'",
    counted: "select concat_ws(' ', refund_id, minor_units, currency) as id from refund_fact",
  },
  'grades, each in its latest version': {
    owner: 'assessment',
    truth: `select id || ' ' || version as id from grade where released_at is not null`,
    counted: `select grade_id || ' ' || version as id from grade_fact`,
  },
}

/** The figures of analytics are what their owners say. */
export async function compareFigures(system: Databases): Promise<string[]> {
  const breaks: string[] = []
  for (const [figure, { owner, truth, counted }] of Object.entries(FIGURES)) {
    breaks.push(
      ...differ(`analytics' ${figure}`, await idsOf(system, owner, truth), await idsOf(system, 'analytics', counted)),
    )
  }
  return breaks
}
