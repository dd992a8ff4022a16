import { expect, test } from 'vitest'
import { kubectl } from '../kubectl.ts'
import { DEPLOYED } from '../topology.ts'
import { askOnAndOn } from './ask-on-and-on.ts'

const { LMS_ROUTER_URL: routerUrl = '' } = process.env

test('a rolling restart of everything loses no request', async () => {
  const asking = askOnAndOn(routerUrl)
  const started = performance.now()
  for (const { name } of DEPLOYED) {
    await kubectl(['rollout', 'restart', `deployment/${name}`])
    await kubectl(['rollout', 'status', `deployment/${name}`, '--timeout=300s'])
  }
  const { good, bad } = await asking.end()
  console.log(
    `rolling restart: ${((performance.now() - started) / 1000).toFixed(0)} s, ${good} answers, ${bad.length} bad`,
  )
  expect(bad).toEqual([])
  expect(good).toBeGreaterThan(0)
}, 1_800_000)
