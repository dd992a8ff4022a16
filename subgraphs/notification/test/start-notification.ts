import type { RedisClient } from '@lms/kit/redis'
import { startTestSubgraph, type TestSubgraph } from '@lms/testkit/subgraph'
import { startNotification } from '../src/server.ts'

/** Nothing listens there, so no e-mail leaves. */
const NO_MAIL_SERVER = 'smtp://127.0.0.1:9'

/** What makes the tokens in e-mails; the user service would have the same. */
export const MAIL_TOKEN_SECRET = 'a secret of more than 32 characters'

/** The notification subgraph on a database of its own. Without `smtpUrl` e-mails stay queued. */
export const startTestNotification = (
  smtpUrl: string = NO_MAIL_SERVER,
  environment: Record<string, string> = {},
  redis?: RedisClient,
): Promise<TestSubgraph> =>
  startTestSubgraph('notification', startNotification, {
    ...(redis ? { redis } : {}),
    environment: {
      SMTP_URL: smtpUrl,
      MAIL_FROM: 'LMS <no-reply@lms.test>',
      MAIL_TOKEN_SECRET,
      FRONTEND_URL: 'https://learn.example.com/',
      NOTIFICATION_POLL_MS: '50',
      ...environment,
    },
  })
