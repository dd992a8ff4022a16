import { exportReady } from '@lms/contracts/file'
import { handles } from '@lms/kit/events/handles'
import { notify } from '../intents/notify.ts'
import type { Handling } from './handler-context.ts'

/** Tells the person, once for each file. */
export const onExportReady = handles(exportReady, async (event, { tx, clock }: Handling) => {
  const { userId, fileId, expiresAt } = event.data
  const told = { recipientId: userId, causeId: fileId, subjectId: fileId }
  await notify(tx, { template: 'export-ready', data: { expiresAt }, ...told }, clock.now())
})
