import { analyticsErased } from '@lms/contracts/analytics'
import { assessmentErased } from '@lms/contracts/assessment'
import { courseErased } from '@lms/contracts/course'
import { fileErased } from '@lms/contracts/file'
import { liveSessionErased } from '@lms/contracts/live-session'
import { notificationErased } from '@lms/contracts/notification'
import { paymentErased } from '@lms/contracts/payment'
import { type HandlerContext, handles } from '@lms/kit/events/handles'
import type { Deps, Tx } from '../deps.ts'
import { noteReceipt } from '../modules/privacy/note-receipt.ts'

/** Notes the receipts of all domains; the same is done with each, so they are one list. */
export const onErasureCompleted = [
  courseErased,
  paymentErased,
  assessmentErased,
  analyticsErased,
  notificationErased,
  liveSessionErased,
  fileErased,
].map((definition) =>
  handles(definition, ({ data }, { tx, clock }: Pick<Deps, 'clock'> & HandlerContext<Tx>) =>
    noteReceipt(tx, definition.domain, data, clock),
  ),
)
