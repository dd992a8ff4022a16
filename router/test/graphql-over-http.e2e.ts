import { serverAudits } from 'graphql-http'
import { expect, test } from 'vitest'
import { startLibrary } from './graph/start-library.ts'

/** GET without a preflight: the page of another site could send it in a visitor's name, so it is refused with 400. */
const CSRF_PREVENTION = ['5A70', 'D6D5', '6A70'].map((id) => [id, 'notice'])
/**
 * The audits are of a draft in which clients of `application/json` got 200 for a document that cannot be run. The first
 * edition (September 2026) wants the same 4xx for them as for everybody else.
 */
const STATUS_OF_REFUSALS = ['572B', 'FDE2', '7B9B'].map((id) => [id, 'warn'])

test('the audits of GraphQL over HTTP find nothing but what is meant to be', async () => {
  // Some of them ask for the schema.
  await using graph = await startLibrary({ NODE_ENV: 'test' })
  const results = await Promise.all(serverAudits({ url: `${graph.url}/graphql` }).map(({ fn }) => fn()))
  expect(results).toHaveLength(61)
  const found = results.filter(({ status }) => status !== 'ok').map(({ id, status }) => [id, status])
  expect(found.toSorted()).toEqual([...CSRF_PREVENTION, ...STATUS_OF_REFUSALS].toSorted())
})
