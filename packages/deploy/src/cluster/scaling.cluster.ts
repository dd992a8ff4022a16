import { expect, test } from 'vitest'
import { kubectl } from '../kubectl.ts'
import { askOnAndOn } from './ask-on-and-on.ts'

const { LMS_ROUTER_URL: routerUrl = '' } = process.env

/** Replicas that the autoscaler wants of the router, and those that are ready. */
async function replicas(): Promise<{ wanted: number; ready: number }> {
  const path = 'jsonpath={.status.desiredReplicas}'
  const wanted = await kubectl(['get', 'horizontalpodautoscaler', 'api-gateway', '--output', path])
  const ready = await kubectl(['get', 'deployment', 'api-gateway', '--output', 'jsonpath={.status.readyReplicas}'])
  return { wanted: Number(wanted), ready: Number(ready) }
}

test('the router gets more pods under load, and gives them up again', async () => {
  // What was asked before may still count.
  await expect.poll(replicas, { timeout: 280_000, interval: 2_000 }).toEqual({ wanted: 1, ready: 1 })
  const started = performance.now()
  const seconds = () => ((performance.now() - started) / 1000).toFixed(0)
  const asking = askOnAndOn(routerUrl, 8)
  await expect.poll(async () => (await replicas()).ready, { timeout: 180_000 }).toBeGreaterThan(1)
  console.log(`scaling: ${(await replicas()).ready} routers after ${seconds()} s of load`)
  const { good, bad } = await asking.end()
  expect(bad).toEqual([])
  await expect.poll(replicas, { timeout: 280_000, interval: 2_000 }).toEqual({ wanted: 1, ready: 1 })
  console.log(`scaling: one router again after ${seconds()} s; ${good} answers, none bad`)
}, 900_000)
