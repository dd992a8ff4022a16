import { createLogger } from '@lms/kit/log'
import { anonymous } from '@lms/kit/viewer'
import { MockAgent } from 'undici'
import { expect, test } from 'vitest'
import type { RouterContext } from '../context.ts'
import { ExchangeWatch } from './exchange-watch.ts'
import { createSubgraphSource } from './subgraph-source.ts'

test('a fault of our own is not put down to the subgraph', async () => {
  const source = createSubgraphSource({
    name: 'books',
    url: 'http://books.test/graphql',
    dispatcher: new MockAgent(),
    signer: {
      sign: () => {
        throw new Error('the key is not one')
      },
    },
    watch: new ExchangeWatch(),
    timeoutMs: 1_000,
    circuitMs: 5_000,
    sharing: false,
    metrics: { subgraphAsked: () => {}, subgraphErrors: () => {}, circuitChanged: () => {} },
  })
  const context: RouterContext = {
    viewer: anonymous,
    requestId: 'test',
    log: createLogger({ level: 'silent' }),
    signal: new AbortController().signal,
    deadline: 0,
    idempotent: true,
  }
  await expect(source.ask('{"query":"{ title }"}', context)).rejects.toThrow('the key is not one')
})
