import { startRealServers } from '@lms/testkit/real-servers'
import { afterAll, expect, test } from 'vitest'
import { startProcesses } from '../src/rolling/processes.ts'
import { runRolling } from '../src/rolling/run-rolling.ts'
import { SHORT } from '../src/rolling/verify-rolling.ts'

const servers = await startRealServers()
afterAll(() => servers?.[Symbol.asyncDispose]())

test.runIf(servers)('processes are replaced under load, and nobody notices', { timeout: 420_000 }, async () => {
  if (!servers) return
  await using system = await startProcesses(servers, SHORT.restarted)
  const { breaks, restarts, closes, events, operations } = await runRolling(system, { ...SHORT, log: () => {} })
  expect(breaks).toEqual([])
  expect([restarts, [...closes.keys()]]).toEqual([4, [1001]])
  expect(events).toBeGreaterThan(0)
  for (const [name, { sent }] of operations) expect(sent, name).toBeGreaterThan(0)
})
