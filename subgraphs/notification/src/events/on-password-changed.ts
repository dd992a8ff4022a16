import { passwordChanged } from '@lms/contracts/user'
import { handles } from '@lms/kit/events/handles'
import { notify } from '../intents/notify.ts'
import type { Handling } from './handler-context.ts'

/** Lets the owner of an account notice what somebody else may have done. */
export const onPasswordChanged = handles(passwordChanged, async (event, { tx, clock }: Handling) => {
  const { userId } = event.data
  await notify(
    tx,
    { template: 'password-changed', data: {}, recipientId: userId, causeId: event.id, subjectId: userId },
    clock.now(),
  )
})
