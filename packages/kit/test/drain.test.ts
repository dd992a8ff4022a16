import { createHttpApp } from '@lms/kit/http-app'
import { createLogger } from '@lms/kit/log'
import { createMetrics } from '@lms/kit/metrics'
import { expect, test } from 'vitest'

const appOf = (isReady: () => boolean) =>
  createHttpApp({
    service: 'test-service',
    log: createLogger({ level: 'silent' }),
    metrics: createMetrics('test-service', { processMetrics: false }),
    checks: {},
    isReady,
    bodyLimit: 1_000,
  })

test('an app that drains answers as before, and ends each connection by its answer', async () => {
  let ready = true
  const app = appOf(() => ready)
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const ask = async () => {
    const { status, headers } = await fetch(`${url}/health`)
    return [status, headers.get('connection')]
  }
  expect(await ask()).toEqual([200, 'keep-alive'])
  ready = false
  expect(await ask()).toEqual([200, 'close'])
  await app.close()
})

test('an app that closes answers what is under way and then ends, though clients keep connections', async () => {
  const app = appOf(() => true)
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
