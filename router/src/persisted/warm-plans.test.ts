import { createLogger } from '@lms/kit/log'
import { expect, test, vi } from 'vitest'
import type { Graph } from '../graph/graph.ts'
import { warmPlans } from './warm-plans.ts'

const log = createLogger({ level: 'silent' })

/** A graph that has no field `broken`. */
function graph() {
  const decision = { fingerprint: 'partner' }
  const decide = vi.fn((_claims: { scopes: ReadonlySet<string> }) => decision)
  const prepare = vi.fn((text: string) => {
    if (text.includes('broken')) throw new Error('does not fit')
    return { text, authorization: { decide } }
  })
  const plan = vi.fn(async () => ({}))
  return { graph: { id: 'a', operations: { prepare, plan } } as unknown as Graph, prepare, plan, decide }
}

test('every operation is planned as if a partner had called it, whatever is wrong with others', async () => {
  const { graph: own, prepare, plan, decide } = graph()
  const operations = new Map(['A', 'broken', 'B'].map((name) => [name, { name, body: `query ${name} { id }` }]))
  await warmPlans(own, operations, log)
  expect(prepare.mock.calls).toEqual([...operations.values()].map(({ name, body }) => [body, name]))
  expect(plan).toHaveBeenCalledTimes(2)
  expect(decide.mock.calls[0]?.[0]).toMatchObject({ authenticated: true, scopes: ['partner'] })
})

test('no partner fills the cache of plans', async () => {
  const { graph: own, plan } = graph()
  const many = Array.from(
    { length: 600 },
    (_, index) => [String(index), { name: 'A', body: `query A { a${index} }` }] as const,
  )
  await warmPlans(own, new Map(many), log)
  expect(plan).toHaveBeenCalledTimes(500)
})
