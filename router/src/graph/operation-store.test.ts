import { type DocumentNode, type OperationDefinitionNode, parse } from 'graphql'
import { expect, test, vi } from 'vitest'
import type { Decision } from '../authorization/authorization.ts'
import { RequestRefusal } from '../refusal.ts'
import { createOperationStore } from './operation-store.ts'
import { createPlannables } from './plan-keys.ts'

const decision = (document: DocumentNode): Decision => ({ fingerprint: '', document, refused: [] })

/** A store that notes what it had to read and to plan. */
function createStore(plan: (name: string) => Promise<string> = async () => '{"kind":"QueryPlan"}') {
  const read: string[] = []
  const planned: string[] = []
  const nameIn = (document: DocumentNode) => (document.definitions[0] as OperationDefinitionNode).name?.value ?? ''
  const store = createOperationStore({
    read(text) {
      // What the text is padded with is of no interest.
      const document = parse(text.split('#')[0] ?? '')
      const name = nameIn(document)
      read.push(name)
      return { document, definition: document.definitions[0] as OperationDefinitionNode, fragments: new Map(), name }
    },
    authorize: ({ document }) => ({ decide: () => decision(document) }),
    plan(document) {
      planned.push(nameIn(document))
      return plan(nameIn(document))
    },
    toPlannable: createPlannables(new Set()),
    compile: () => ({
      execution: { run: async () => ({ data: '{}', errors: [], incomplete: [] }) },
      cost: { estimate: () => 0, run: () => ({ expected: () => 0, actual: () => 0 }) },
      source: null,
    }),
    onLookUp: () => {},
  })
  const ask = (name: string, length = 0) => {
    const operation = store.prepare(`query ${name} { id } #${' '.repeat(length)}`, undefined)
    return store.plan(operation, decision(operation.document))
  }
  return { ask, read, planned }
}

test('an operation is read and planned once, and small ones stay however many there are', async () => {
  const { ask, read, planned } = createStore()
  const names = Array.from({ length: 5_000 }, (_, n) => `Q${n}`)
  for (const name of [...names, ...names]) await ask(name)
  expect([read, planned]).toEqual([names, names])
})

test('large documents take the place of others, so that no flood of them takes all memory', async () => {
  const { ask, read, planned } = createStore()
  for (const name of ['First', 'A', 'B', 'C', 'D', 'E', 'First']) await ask(name, 500_000)
  expect([read, planned].map((names) => names.filter((name) => name === 'First'))).toEqual([
    ['First', 'First'],
    ['First', 'First'],
  ])
})

test('a small document with a large plan counts as what it is', async () => {
  const operation = 'x'.repeat(500_000)
  const { ask, planned } = createStore(async () => JSON.stringify({ kind: 'QueryPlan', operation }))
  for (const name of ['First', 'A', 'B', 'C', 'D', 'E', 'First']) await ask(name)
  expect(planned.filter((name) => name === 'First')).toHaveLength(2)
})

test('what took too long to plan is refused for a minute, a fault of the moment is tried again at once', async () => {
  const { ask, planned } = createStore((name) =>
    Promise.reject(name === 'Hard' ? new RequestRefusal(400, 'GRAPHQL_VALIDATION_FAILED', 'too complex') : new Error()),
  )
  const askAll = () => Promise.allSettled(['Hard', 'Unlucky'].map((name) => ask(name)))
  await askAll()
  await askAll()
  expect(planned).toEqual(['Hard', 'Unlucky', 'Unlucky'])
  using _later = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 61_000)
  await expect.poll(() => askAll().then(() => planned.filter((name) => name === 'Hard').length)).toBe(2)
})
