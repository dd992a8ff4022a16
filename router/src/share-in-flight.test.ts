import { expect, test } from 'vitest'
import { createSharing } from './share-in-flight.ts'

const left = new Error('left')

/** Runs that end when they are told to, and what became of them. */
function createRuns() {
  const share = createSharing<string>(() => left)
  const runs: { end: (result: string) => void; signal: AbortSignal }[] = []
  const ask = (key: string, signal = new AbortController().signal) =>
    share(key, signal, (runSignal) => {
      const { promise, resolve, reject } = Promise.withResolvers<string>()
      runSignal.addEventListener('abort', () => reject(new Error('ended')))
      runs.push({ end: resolve, signal: runSignal })
      return promise
    })
  return { ask, runs }
}

test('what is asked again while it is under way runs once', async () => {
  const { ask, runs } = createRuns()
  const answers = [ask('a'), ask('a'), ask('b')]
  runs[0]?.end('one')
  runs[1]?.end('two')
  expect(await Promise.all(answers)).toEqual(['one', 'one', 'two'])
  expect(runs).toHaveLength(2)
})

test('what has ended runs again', async () => {
  const { ask, runs } = createRuns()
  const first = ask('a')
  runs[0]?.end('one')
  await first
  const second = ask('a')
  runs[1]?.end('two')
  expect(await second).toBe('two')
})

test('whoever leaves does not end it for the others', async () => {
  const { ask, runs } = createRuns()
  const leaving = new AbortController()
  const first = ask('a', leaving.signal)
  const second = ask('a')
  leaving.abort()
  await expect(first).rejects.toBe(left)
  expect(runs[0]?.signal.aborted).toBe(false)
  runs[0]?.end('one')
  expect(await second).toBe('one')
})

test('the last one to leave ends it, and nobody joins it any more', async () => {
  const { ask, runs } = createRuns()
  const leaving = new AbortController()
  const first = ask('a', leaving.signal)
  leaving.abort()
  const second = ask('a')
  await expect(first).rejects.toThrow('ended')
  runs[1]?.end('two')
  expect(await second).toBe('two')
})

test('nothing runs for who has left before', async () => {
  const { ask, runs } = createRuns()
  await expect(ask('a', AbortSignal.abort())).rejects.toBe(left)
  expect(runs).toHaveLength(0)
})

test('a failure is shared too', async () => {
  const share = createSharing<string>(() => left)
  const never = new AbortController().signal
  const fail = () => Promise.reject(new Error('broken'))
  await expect(Promise.allSettled([share('a', never, fail), share('a', never, fail)])).resolves.toMatchObject([
    { reason: { message: 'broken' } },
    { reason: { message: 'broken' } },
  ])
})
