import type { Environment } from '@lms/kit/config'
import type { RedisClient } from '@lms/kit/redis'
import { startTestSubgraph, type TestSubgraph } from '@lms/testkit/subgraph'
import { startLiveSession } from '../src/server.ts'

/** Nobody answers there. */
export const LIVEKIT = { url: 'ws://127.0.0.1:1', key: 'APItest', secret: 'a secret of at least 32 characters' }

/** The live session subgraph on a database of its own; its jobs run all the time unless told otherwise. */
export const startTestLiveSession = (environment: Environment = {}, redis?: RedisClient): Promise<TestSubgraph> =>
  startTestSubgraph('live-session', startLiveSession, {
    ...(redis ? { redis } : {}),
    environment: {
      LIVEKIT_URL: LIVEKIT.url,
      LIVEKIT_API_KEY: LIVEKIT.key,
      LIVEKIT_API_SECRET: LIVEKIT.secret,
      LIVE_SWEEP_MS: '50',
      ...environment,
    },
  })
