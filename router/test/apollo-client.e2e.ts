import { createHash } from 'node:crypto'
import { ApolloClient, ApolloLink, type DocumentNode, gql, HttpLink, InMemoryCache } from '@apollo/client'
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries'
import { setUp } from '@lms/testkit/set-up'
import { expect, test } from 'vitest'
import { PROMISED_MS, startPartnerDesk } from './persisted/partner-desk.ts'

const desk = setUp(startPartnerDesk)

interface Sent {
  method: string
  hasQuery: boolean
  text?: string
  hash?: string
}

/** The client with its persisted-query link, and what it sent. */
function apolloClient(options: { headers?: Record<string, string>; useGETForHashedQueries?: boolean } = {}) {
  const sent: Sent[] = []
  const recorded: typeof fetch = (url, init) => {
    const parameters =
      init?.method === 'GET' ? Object.fromEntries(new URL(String(url)).searchParams) : JSON.parse(String(init?.body))
    const extensions =
      typeof parameters.extensions === 'string' ? JSON.parse(parameters.extensions) : parameters.extensions
    sent.push({
      method: init?.method ?? '',
      hasQuery: parameters.query !== undefined,
      ...(parameters.query ? { text: parameters.query } : {}),
      hash: extensions?.persistedQuery?.sha256Hash,
    })
    return fetch(url, init)
  }
  const link = ApolloLink.from([
    new PersistedQueryLink({
      sha256: (text) => createHash('sha256').update(text).digest('hex'),
      useGETForHashedQueries: options.useGETForHashedQueries ?? false,
    }),
    new HttpLink({ uri: `${desk.routerUrl}/graphql`, fetch: recorded, headers: options.headers ?? {} }),
  ])
  const client = new ApolloClient({ link, cache: new InMemoryCache() })
  const run = (query: DocumentNode) => client.query({ query, fetchPolicy: 'network-only' })
  return { run, sent }
}

test.each([false, true])(
  'recovers from an unknown hash, and every client after it sends the hash alone (GET: %s)',
  async (useGETForHashedQueries) => {
    const query = useGETForHashedQueries
      ? gql`query ByGet { courses(first: 1) { totalCount } }`
      : gql`query ByPost { courses(first: 1) { totalCount } }`
    const hashed = useGETForHashedQueries ? 'GET' : 'POST'
    const first = apolloClient({ useGETForHashedQueries })
    expect((await first.run(query)).data).toMatchObject({ courses: { totalCount: 0 } })
    expect(first.sent).toMatchObject([{ method: hashed, hasQuery: false }, { hasQuery: true }])
    const second = apolloClient({ useGETForHashedQueries })
    expect((await second.run(query)).data).toMatchObject({ courses: { totalCount: 0 } })
    expect(second.sent).toMatchObject([{ method: hashed, hasQuery: false }])
  },
)

test('never sends a refused operation of a partner a second time, and runs a registered one', async () => {
  const partner = await desk.create()
  const query = gql`query OfPartner { courses(first: 1) { totalCount } }`
  const client = apolloClient({ headers: { 'x-api-key': partner.apiKey } })
  await expect(client.run(query)).rejects.toMatchObject({
    errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_IN_LIST' } }],
  })
  expect(client.sent).toMatchObject([{ hasQuery: false }])
  const frontend = apolloClient()
  await frontend.run(query)
  const body = frontend.sent.find(({ text }) => text)?.text ?? ''
  await desk.register(partner, { id: client.sent[0]?.hash, name: 'OfPartner', type: 'query', body })
  await expect
    .poll(
      () =>
        client.run(query).then(
          ({ data }) => data,
          () => null,
        ),
      { timeout: PROMISED_MS, interval: 50 },
    )
    .toMatchObject({ courses: { totalCount: 0 } })
  expect(client.sent.every(({ hasQuery }) => !hasQuery)).toBe(true)
})
