import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kubectl } from '../kubectl.ts'
import { canConnect } from './can-connect.ts'
import { probePod } from './probe-pod.ts'

/* The policies as they hold on this cluster: a network plugin must enforce them. */

describe('the network policies', () => {
  const stranger = probePod('stranger')
  beforeAll(() => stranger.start())
  afterAll(() => stranger.stop())

  test.each([
    ['api-gateway', 3000],
    ['user-service', 3001],
    ['payment-service', 3003],
    ['pgbouncer', 5432],
    ['postgres', 5432],
    ['redis', 6379],
    ['kafka', 9092],
  ])('a pod that no table names does not reach %s', async (host, port) => {
    expect(await stranger.canConnect(host, port)).toBe(false)
  })

  test.each([
    ['user-service', 'pgbouncer', 5432, true],
    ['user-service', 'redis', 6379, true],
    ['user-service', 'course-service', 3002, false],
    ['course-service', 'redis', 6379, false],
    ['course-service', 'stand-ins', 3011, false],
    ['payment-service', 'stand-ins', 3011, true],
    ['payment-service', 'stand-ins', 3013, false],
    ['api-gateway', 'course-service', 3002, true],
    ['api-gateway', 'postgres', 5432, false],
    ['api-gateway', 'kafka', 9092, false],
  ])('from %s to %s:%i: %s', async (from, host, port, allowed) => {
    expect(await canConnect(`deployment/${from}`, host, port)).toBe(allowed)
  })

  test('the pod had a way to fail: it resolves names', async () => {
    expect(await kubectl(['exec', 'stranger', '--', 'node', '-e', RESOLVE])).toMatch(/^\d+\./)
  })
})

const RESOLVE = "require('dns').lookup('postgres', (error, address) => console.log(error ?? address))"
