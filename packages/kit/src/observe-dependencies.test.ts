import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import type { HealthChecks, HealthReport } from './http-app.ts'
import { observeDependencies } from './observe-dependencies.ts'

test('a dependency is up while its check passes, and down when it fails, reports so, or does not answer in time', async () => {
  const registry = new Registry()
  let reachable = true
  const checks: HealthChecks = {
    database: async () => {
      if (!reachable) throw new Error('connect ECONNREFUSED')
    },
    kafka: async (): Promise<HealthReport> => ({ ok: reachable, detail: { members: 1 } }),
    storage: () => new Promise<void>(() => {}),
  }
  observeDependencies(registry, checks, 10)
  const read = async () => {
    const series = (await registry.metrics()).matchAll(/^lms_dependency_up\{dependency="(\w+)"\} (\d)$/gm)
    return Object.fromEntries([...series].map(([, name, up]) => [name, up]))
  }
  expect(await read()).toEqual({ database: '1', kafka: '1', storage: '0' })
  reachable = false
  expect(await read()).toEqual({ database: '0', kafka: '0', storage: '0' })
})
