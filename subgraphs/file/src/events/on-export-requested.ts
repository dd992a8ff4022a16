import { exportRequested } from '@lms/contracts/user'
import { handles } from '@lms/kit/events/handles'
import type { EventContext } from '../deps.ts'
import { openExport } from '../modules/exports/open-export.ts'

/** Somebody wants what is known of them, or waits for it longer than it should take. */
export const onExportRequested = handles(exportRequested, ({ data, aggregateversion }, context: EventContext) =>
  openExport(context, { ...data, attempt: aggregateversion }),
)
