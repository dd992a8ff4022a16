import type { Environment } from '@lms/kit/config'
import { type LocalLiveKit, startLiveKit } from '@lms/local/livekit'
import { createSecrets } from '@lms/local/secrets'

/** A stand-in of a LiveKit server with an account of its own. */
export interface TestLiveKit extends Pick<LocalLiveKit, 'join' | 'rooms'>, AsyncDisposable {
  /** What the live session service must know of it. */
  readonly environment: Environment
  /** Takes its API away, and brings it back at the same address; its rooms go on. */
  away(): Promise<void>
  back(): Promise<void>
}

export async function startTestLiveKit(): Promise<TestLiveKit> {
  const { livekit: account } = createSecrets()
  let server = await startLiveKit({ ...account, port: 0 })
  const { url, rooms, join } = server
  return {
    rooms,
    join,
    environment: {
      LIVEKIT_URL: url,
      LIVEKIT_API_KEY: account.apiKey,
      LIVEKIT_API_SECRET: account.apiSecret,
    },
    away: () => server.stop(),
    back: async () => {
      server = await startLiveKit({ ...account, rooms, port: Number(new URL(url).port) })
    },
    [Symbol.asyncDispose]: () => server.stop(),
  }
}
