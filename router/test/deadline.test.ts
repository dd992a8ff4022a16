import { createLogger } from '@lms/kit/log'
import { anonymous } from '@lms/kit/viewer'
import { createTestClock } from '@lms/testkit/clock'
import { parse } from 'graphql'
import { expect, test } from 'vitest'
import { answerOperation } from '../src/answer-operation.ts'
import { readConfig } from '../src/config.ts'
import type { RouterContext } from '../src/context.ts'
import { createGraph } from '../src/graph/create-graph.ts'
import { createFederationHere } from './graph/federation-here.ts'
import { composeSupergraph } from './graph/test-graph.ts'

const DEADLINE_MS = 15_000
const SEARCH_MS = 10_000
const off = { AUTHENTICATION: 'off', SUBGRAPH_AUTHENTICATION: 'off', COST_LIMITS: 'off', RATE_LIMIT: 'off' }
const config = readConfig({ ...off, AUTOMATIC_PERSISTED_QUERIES: 'off', FRONTEND_URL: 'http://frontend.test' })

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3")
  type Query { title: String }`)
const sdl = composeSupergraph(new Map([['books', { url: 'http://books.test/graphql', typeDefs }]]))

test('what it takes to find a document is part of the operation’s time', async () => {
  const clock = createTestClock()
  const contexts: RouterContext[] = []
  const graph = await createGraph(sdl, {
    config,
    metrics: { cacheLookedUp: () => {}, planned: () => {} },
    log: createLogger({ service: 'test', level: 'silent' }),
    createFederation: createFederationHere,
    createSource: () => ({
      async ask(_body, context) {
        contexts.push(context)
        return { data: { title: 'Emile' } }
      },
    }),
  })
  const arrived = clock.now().getTime()
  const { body } = await answerOperation(
    {
      supergraph: { use: (run) => run(graph) },
      charges: { mode: 'off', budgets: null, ceiling: 0, onCharged: () => {} },
      async resolveDocument() {
        clock.advance(SEARCH_MS)
        return { text: '{ title }', persisted: false }
      },
      claimsOf: () => ({ authenticated: false, scopes: [], holds: () => false }),
      rejectUnauthorized: false,
      readVariables: () => ({}),
      share: null,
      deadlineMs: DEADLINE_MS,
      now: () => clock.now(),
    },
    {
      request: { method: 'POST', query: '{ title }', automatic: false, variables: {} },
      caller: { viewer: anonymous, address: '127.0.0.1' },
      requestId: 'test',
      log: createLogger({ level: 'silent' }),
      ending: new AbortController(),
      onOperation: () => {},
    },
  )
  await graph.close()
  expect(body.data).toBe('{"title":"Emile"}')
  expect(contexts).toHaveLength(1)
  expect(contexts[0]?.deadline).toBeLessThan(arrived + DEADLINE_MS + SEARCH_MS)
})
