import {
  type Environment,
  mailTokenSecrets,
  parseEnvironment,
  port,
  redisCluster,
  retentionDays,
  subgraphEnvironment,
} from '@lms/kit/config'
import { SECRET } from '@lms/kit/secret'
import { z } from 'zod'

/** Environment of the notification service. */
export const notificationEnvironment = subgraphEnvironment.extend({
  NOTIFICATION_SERVICE_PORT: port(3006).describe('Port of the notification service'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .describe('Tells replicas of new notifications')
    .meta(SECRET),
  REDIS_CLUSTER: redisCluster,
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .describe('Mail server with the user name, if it wants one; smtps:// or ?requireTLS=true makes TLS a must'),
  SMTP_PASS: z.string().optional().describe('Password for the user of SMTP_URL').meta(SECRET),
  MAIL_FROM: z
    .string()
    .regex(/^([^<>]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, 'must be an address, or a name and <address>')
    .describe('Sender of e-mails, for example LMS <no-reply@example.com>; its domain also ends their Message-IDs'),
  MAIL_TOKEN_SECRET: mailTokenSecrets,
  FRONTEND_URL: z
    .url({ protocol: /^https?$/ })
    .describe('Where the web application is; e-mails lead to its pages /reset-password and /verify-email'),
  MAIL_MAX_ATTEMPTS: z.coerce
    .number()
    .int()
    .min(1)
    .default(30)
    .describe('How often an e-mail is tried before it has failed; 30 last about a day'),
  NOTIFICATION_RETENTION_DAYS: retentionDays(365).describe(
    'How long people find what they were told; shorter than INBOX_RETENTION_DAYS, or they might be told it twice',
  ),
  NOTIFICATION_POLL_MS: z.coerce
    .number()
    .int()
    .min(50)
    .default(500)
    .describe('Pause of the jobs that send e-mails and write announcements to their recipients, in milliseconds'),
})

export type NotificationConfig = ReturnType<typeof readConfig>

export function readConfig(environment: Environment) {
  const parsed = parseEnvironment(notificationEnvironment, environment)
  return { ...parsed, port: parsed.NOTIFICATION_SERVICE_PORT }
}
