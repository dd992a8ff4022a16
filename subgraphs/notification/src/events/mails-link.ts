import type { passwordResetRequested } from '@lms/contracts/user'
import { type EventHandler, handles } from '@lms/kit/events/handles'
import { notify } from '../intents/notify.ts'
import type { Handling } from './handler-context.ts'

/** Makes the reaction to somebody's need of a link: they are mailed one, by the template. What is stored holds no token. */
export const mailsLink = (
  definition: typeof passwordResetRequested,
  template: 'password-reset' | 'email-verification',
): EventHandler<Handling> =>
  handles(definition, async (event, { tx, clock }: Handling) => {
    const { userId, tokenId, expiresAt } = event.data
    await notify(
      tx,
      { template, data: { tokenId, expiresAt }, recipientId: userId, causeId: event.id, subjectId: userId },
      clock.now(),
    )
  })
