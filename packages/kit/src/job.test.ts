import { setImmediate } from 'node:timers/promises'
import { createTestClock } from '@lms/testkit/clock'
import { expect, test, vi } from 'vitest'
import { systemClock } from './clock.ts'
import { startJob } from './job.ts'
import { createLogger } from './log.ts'

const deps = { service: 'test', clock: systemClock, log: createLogger({ service: 'test', level: 'silent' }) }
const NEVER_MS = 3_600_000

/** A run that waits for nothing has ended, and its pause has begun, when promises have had their turn. */
const begunPause = () => setImmediate()

test('a run that left work behind is followed at once, the last one by the pause', async () => {
  const left = [true, true, true, false, true]
  const run = vi.fn(async () => left.shift() ?? false)
  const job = startJob(deps, { name: 'drain', everyMs: NEVER_MS, run })
  await vi.waitFor(() => expect(run).toHaveBeenCalledTimes(4))
  await job.stop()
  expect(run).toHaveBeenCalledTimes(4)
})

test('a failed run is followed by the next after the pause', async () => {
  const run = vi.fn(async () => {
    if (run.mock.calls.length === 1) throw new Error('database away')
  })
  const job = startJob(deps, { name: 'sweep', everyMs: 1, run })
  await vi.waitFor(() => expect(run.mock.calls.length).toBeGreaterThan(1))
  await job.stop()
})

test('stopping waits for the run under way and starts no other, whatever is left', async () => {
  const gate = Promise.withResolvers<boolean>()
  const run = vi.fn(() => gate.promise)
  const job = startJob(deps, { name: 'drain', everyMs: NEVER_MS, run })
  await vi.waitFor(() => expect(run).toHaveBeenCalled())
  const stopped = job.stop()
  gate.resolve(true)
  await stopped
  expect(run).toHaveBeenCalledTimes(1)
})

test('work that is told of is done before the pause is over, also when that is told during a run', async () => {
  let tell = () => {}
  const run = vi.fn(async () => {
    if (run.mock.calls.length === 2) tell()
  })
  const end = vi.fn()
  const listen = (onWork: () => void) => {
    tell = onWork
    return end
  }
  const job = startJob(deps, { name: 'listen', everyMs: NEVER_MS, run, listen })
  await vi.waitFor(() => expect(run).toHaveBeenCalledTimes(1))
  tell()
  await vi.waitFor(() => expect(run).toHaveBeenCalledTimes(3))
  await job.stop()
  expect(end).toHaveBeenCalledOnce()
})

test('the pause is over when the clock says so', async () => {
  const clock = createTestClock()
  const run = vi.fn(async () => {})
  const job = startJob({ ...deps, clock }, { name: 'sweep', everyMs: NEVER_MS, run })
  await begunPause()
  clock.advance(NEVER_MS - 10_000)
  await begunPause()
  expect(run).toHaveBeenCalledTimes(1)
  clock.advance(10_000)
  await begunPause()
  expect(run).toHaveBeenCalledTimes(2)
  await job.stop()
})
