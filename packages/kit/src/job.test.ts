import { expect, test, vi } from 'vitest'
import { startJob } from './job.ts'
import { createLogger } from './log.ts'

const deps = { service: 'test', log: createLogger({ service: 'test', level: 'silent' }) }
const NEVER_MS = 3_600_000

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
