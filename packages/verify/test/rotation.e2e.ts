import { startRealServers } from '@lms/testkit/real-servers'
import { afterAll, expect, test } from 'vitest'
import { startRotatedSystem } from '../src/rotation/rotated-system.ts'
import { PROVEN, rotateTogether, SHORT } from '../src/rotation/verify-rotation.ts'

const servers = await startRealServers()
afterAll(() => servers?.[Symbol.asyncDispose]())

test.runIf(servers)(
  'secrets are replaced under load, nobody notices, and the old ones are refused',
  {
    timeout: 420_000,
  },
  async () => {
    if (!servers) return
    await using system = await startRotatedSystem(servers, SHORT)
    const results = await rotateTogether(system, PROVEN, { pace: 1, log: () => {} })
    expect(results.map(({ secret, breaks }) => ({ secret, breaks }))).toEqual(
      PROVEN.map((secret) => ({ secret, breaks: [] })),
    )
    for (const { secret, operations, refusing } of results) {
      expect(refusing, secret).toBeGreaterThan(0)
      for (const [name, { sent }] of operations) expect(sent, name).toBeGreaterThan(0)
    }
  },
)
