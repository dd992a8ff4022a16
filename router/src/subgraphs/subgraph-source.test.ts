import { createLogger } from '@lms/kit/log'
import { anonymous } from '@lms/kit/viewer'
import { MockAgent } from 'undici'
import { expect, test } from 'vitest'
import type { RouterContext } from '../context.ts'
import { createSubgraphSource } from './subgraph-source.ts'

test('a fault of our own is not put down to the subgraph', async () => {
  const agent = new MockAgent()
  agent.disableNetConnect()
  agent
    .get('http://books.test')
    .intercept({ path: '/graphql', method: 'POST' })
    .reply(200, { data: { title: 'Emile' } })
  const source = createSubgraphSource({
    name: 'books',
    url: 'http://books.test/graphql',
    dispatcher: agent,
    signer: null,
    timeoutMs: 1_000,
    metrics: { subgraphAsked: () => {}, subgraphErrors: () => {}, circuitChanged: () => {} },
  })
  const context: RouterContext = {
    viewer: anonymous,
    requestId: 'test',
    log: createLogger({ level: 'silent' }),
    signal: new AbortController().signal,
    deadline: 0,
    idempotent: true,
    cost: {
      asked: () => {},
      answered: () => {
        throw new Error('a fetch that is not part of the plan')
      },
      total: () => 0,
    },
  }
  const asked = source.process({ request: { query: '{ title }' }, context } as unknown as Parameters<
    typeof source.process
  >[0])
  await expect(asked).rejects.toThrow('a fetch that is not part of the plan')
})
