import { startJob } from '@lms/kit/job'
import type { BackgroundWork } from '@lms/kit/subgraph'
import { sendDueEmails } from '../deliveries/send-due-emails.ts'
import type { Deps } from '../deps.ts'

/** Sends e-mails as they come due. */
export const sendEmails = (deps: Deps): BackgroundWork =>
  startJob(deps, {
    name: 'send-emails',
    everyMs: deps.config.NOTIFICATION_POLL_MS,
    run: () => sendDueEmails(deps),
  })
