import { createHttpApp } from '@lms/kit/http-app'
import { createLogger } from '@lms/kit/log'
import { createMetrics } from '@lms/kit/metrics'
import { expect, test } from 'vitest'

test('an app that closes answers what is under way and then ends, though clients keep connections', async () => {
  const app = createHttpApp({
    service: 'test-service',
    log: createLogger({ level: 'silent' }),
    metrics: createMetrics('test-service', { processMetrics: false }),
    checks: {},
    isReady: () => true,
    bodyLimit: 1_000,
  })
  const [arrived, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  app.get('/held', async () => {
    arrived.resolve()
    await held.promise
    return 'done'
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const answer = fetch(`${url}/held`)
  await arrived.promise
  const closed = app.close()
  await expect
    .poll(() =>
      fetch(url).then(
        () => 'taken',
        () => 'refused',
      ),
    )
    .toBe('refused')
  held.resolve()
  const { headers, status } = await answer
  expect([status, headers.get('connection')]).toEqual([200, 'close'])
  await closed
})
