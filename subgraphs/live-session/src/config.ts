import { type Environment, parseEnvironment, port, redisCluster, subgraphEnvironment } from '@lms/kit/config'
import { SECRET } from '@lms/kit/secret'
import { z } from 'zod'

/** Environment of the live session service. */
export const liveSessionEnvironment = subgraphEnvironment.extend({
  LIVE_SESSION_SERVICE_PORT: port(3007).describe('Port of the live session service'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .describe('Tells replicas of news in sessions, and remembers who has a stream open')
    .meta(SECRET),
  REDIS_CLUSTER: redisCluster,
  LIVEKIT_URL: z.url({ protocol: /^(ws|http)s?$/ }).describe('LiveKit server as clients, and this service, reach it'),
  LIVEKIT_API_KEY: z.string().min(1).describe('Key that join tokens, and requests to the LiveKit server, name'),
  LIVEKIT_API_SECRET: z
    .string()
    .min(32, 'must have at least 32 characters')
    .describe('Signs join tokens, and requests to the LiveKit server')
    .meta(SECRET),
  LIVE_TOKEN_SECONDS: z.coerce
    .number()
    .int()
    .min(30)
    .max(3_600)
    .default(300)
    .describe('Life of a join token: so long may pass until its holder connects'),
  LIVE_EARLY_MINUTES: z.coerce
    .number()
    .int()
    .min(0)
    .max(120)
    .default(15)
    .describe('How long before the planned start leaders may enter and start'),
  LIVE_GRACE_MINUTES: z.coerce
    .number()
    .int()
    .min(0)
    .max(720)
    .default(15)
    .describe('How long a session may go on after its planned end before it is ended'),
  LIVE_PRESENCE_GRACE_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_600)
    .default(30)
    .describe('How long somebody whose stream of events broke off still counts as present'),
  LIVE_SWEEP_MS: z.coerce
    .number()
    .int()
    .min(10)
    .default(5_000)
    .describe(
      'Pause between two looks for sessions to close, presences to end, attendance to put on record, room events to remove, and changes that the LiveKit server is still to be told of',
    ),
})

export type LiveSessionConfig = ReturnType<typeof readConfig>

export function readConfig(environment: Environment) {
  const parsed = parseEnvironment(liveSessionEnvironment, environment)
  return {
    ...parsed,
    port: parsed.LIVE_SESSION_SERVICE_PORT,
    earlyMs: parsed.LIVE_EARLY_MINUTES * 60_000,
    graceMs: parsed.LIVE_GRACE_MINUTES * 60_000,
    presenceGraceMs: parsed.LIVE_PRESENCE_GRACE_SECONDS * 1_000,
  }
}
