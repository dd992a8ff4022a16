import { BrokenCircuitError } from 'cockatiel'
import { expect, test } from 'vitest'
import { createResilience } from './resilience.ts'
import { SubgraphFailure } from './subgraph-failure.ts'

const options = { idempotent: true, signal: new AbortController().signal }

test('while one request finds out whether a subgraph is back, the others do not wait for it', async () => {
  const run = createResilience({ halfOpenAfterMs: 1, onStateChange: () => {} })
  const late = () => Promise.reject(new SubgraphFailure('late', 'no answer in time'))
  for (let turn = 0; turn < 10; turn += 1) await expect(run(late, options)).rejects.toThrow(SubgraphFailure)

  const answer = Promise.withResolvers<string>()
  let trying = false
  const tryOut = () => {
    trying = true
    return answer.promise
  }
  await expect
    .poll(() => {
      void run(tryOut, options).catch(() => {})
      return trying
    })
    .toBe(true)
  await expect(run(late, options)).rejects.toThrow(BrokenCircuitError)

  answer.resolve('here')
  await expect.poll(() => run(() => answer.promise, options).catch(() => null)).toBe('here')
})
