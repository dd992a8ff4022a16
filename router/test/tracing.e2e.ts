import { randomUUID } from 'node:crypto'
import { Writable } from 'node:stream'
import { createLogger } from '@lms/kit/log'
import { signUp } from '@lms/local/api-client'
import { setUp } from '@lms/testkit/set-up'
import { startTestStack } from '@lms/testkit/stack'
import { type CollectedSpan, startTraceCollector } from '@lms/testkit/trace-collector'
import { expect, test } from 'vitest'

const [SERVER, CLIENT, CONSUMER] = [2, 3, 5]

const world = setUp(async () => {
  const collector = await startTraceCollector()
  const lines: Record<string, unknown>[] = []
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()))
      done()
    },
  })
  const stack = await startTestStack({
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    log: createLogger({ level: 'info', destination }),
  })
  return {
    collector,
    lines,
    stack,
    async [Symbol.asyncDispose]() {
      await stack[Symbol.asyncDispose]()
      await collector[Symbol.asyncDispose]()
    },
  }
})

/** Sends an operation under a name of its own and returns its trace once `isComplete`. */
async function trace(
  operation: { text: (name: string) => string; headers?: Record<string, string>; variables?: object },
  isComplete: (spans: readonly CollectedSpan[]) => boolean = () => true,
): Promise<Trace> {
  const name = `Traced_${randomUUID().replaceAll('-', '')}`
  const response = await fetch(`${world.stack.routerUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...operation.headers },
    body: JSON.stringify({ query: operation.text(name), variables: operation.variables }),
  })
  const answer = await response.json()
  const spansOf = () => {
    const spans = world.collector.spans()
    const root = spans.find(({ attributes }) => attributes['graphql.operation.name'] === name)
    return spans.filter(({ traceId }) => traceId === root?.traceId)
  }
  await expect.poll(() => spansOf().length > 0 && isComplete(spansOf())).toBe(true)
  const spans = spansOf()
  const root = spans.find(({ attributes }) => attributes['graphql.operation.name'] === name) as CollectedSpan
  return { answer, response, root, spans, name }
}

interface Trace {
  answer: unknown
  response: Response
  root: CollectedSpan
  spans: readonly CollectedSpan[]
  name: string
}

const person = () => ({
  email: `${randomUUID()}@example.com`,
  password: 'a horse with a battery',
  displayName: `Zebedee ${randomUUID()}`,
})

const childrenOf = (spans: readonly CollectedSpan[], { spanId }: CollectedSpan) =>
  spans.filter(({ parentSpanId }) => parentSpanId === spanId)

/** Whether a span lies somewhere below another. */
function isBelow(spans: readonly CollectedSpan[], span: CollectedSpan | undefined, above: CollectedSpan): boolean {
  if (!span) return false
  if (span.parentSpanId === above.spanId) return true
  return isBelow(
    spans,
    spans.find(({ spanId }) => spanId === span.parentSpanId),
    above,
  )
}

test('a request through two subgraphs is one trace down to the SQL', async () => {
  const account = person()
  const { userId } = await signUp(world.stack.routerUrl, account)
  const client = await signInHeaders(account)
  const { root, spans } = await trace({
    text: (name) => `query ${name} { me { id displayName enrollments(first: 1) { nodes { id } } } }`,
    headers: client,
  })
  expect(root).toMatchObject({ name: 'graphql query', kind: SERVER })
  expect(root.parentSpanId).toBeUndefined()
  expect(root.attributes).toMatchObject({ 'graphql.operation.type': 'query', 'http.response.status_code': 200 })
  const names = childrenOf(spans, root).map(({ name }) => name)
  for (const step of ['parse', 'validate', 'authorise', 'plan', 'execute']) expect(names).toContain(step)
  const execute = spans.find(({ name }) => name === 'execute') as CollectedSpan
  for (const subgraph of ['user', 'course']) {
    const asked = spans.find(({ name }) => name === `subgraph ${subgraph}`) as CollectedSpan
    expect(asked).toMatchObject({ kind: CLIENT, attributes: { 'subgraph.outcome': 'answered' } })
    expect(isBelow(spans, asked, execute)).toBe(true)
    const [answered] = childrenOf(spans, asked)
    expect(answered).toMatchObject({ name: 'POST /graphql', kind: SERVER })
    const statements = spans.filter(({ name }) => name === 'prisma:client:db_query')
    expect(statements.some((statement) => isBelow(spans, statement, answered as CollectedSpan))).toBe(true)
  }
  expect(JSON.stringify(spans)).not.toContain(userId)
})

test('an event is handled within the trace of the request that caused it, and nothing personal is told', async () => {
  const account = person()
  const isHandled = (spans: readonly CollectedSpan[]) => spans.some(({ kind }) => kind === CONSUMER)
  const { spans, answer } = await trace(
    {
      text: (name) => `mutation ${name}($input: SignUpInput!) { signUp(input: $input) { user { id } } }`,
      variables: { input: account },
    },
    isHandled,
  )
  const handling = spans.find(({ kind }) => kind === CONSUMER) as CollectedSpan
  expect(handling.name).toMatch(/^process lms\.user\./)
  expect(handling.attributes).toMatchObject({ 'lms.event.outcome': 'APPLIED' })
  const asked = spans.find(({ name }) => name === 'subgraph user') as CollectedSpan
  expect(isBelow(spans, handling, asked)).toBe(true)
  const told = JSON.stringify(world.collector.spans())
  const { id } = (answer as { data: { signUp: { user: { id: string } } } }).data.signUp.user
  for (const personal of [...Object.values(account), id]) expect(told).not.toContain(personal)
})

const STRANGERS_TRACE = 'aaaabbbbccccddddeeeeffff00001111'

test("a stranger's trace is linked and neither joined nor left to decide", async () => {
  const { root } = await trace({
    text: (name) => `query ${name} { __typename }`,
    headers: { traceparent: `00-${STRANGERS_TRACE}-1234567890abcdef-00` },
  })
  expect(root.traceId).not.toBe(STRANGERS_TRACE)
  expect(root.parentSpanId).toBeUndefined()
  expect(root.links).toMatchObject([{ traceId: STRANGERS_TRACE, spanId: '1234567890abcdef' }])
})

test.each([
  ['10 kB of it', 'a'.repeat(10_000)],
  ['an impossible version', `ff-${STRANGERS_TRACE}-1234567890abcdef-01`],
  ['zeros', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`],
  ['more than one', `00-${STRANGERS_TRACE}-1234567890abcdef-01, 00-${STRANGERS_TRACE}-1234567890abcdef-01`],
])('%s for a traceparent is ignored', async (_what, traceparent) => {
  const { root, response } = await trace({
    text: (name) => `query ${name} { __typename }`,
    headers: { traceparent },
  })
  expect(response.status).toBe(200)
  expect(root.links).toEqual([])
})

test('probes and scrapes leave no traces, and statements begin none', async () => {
  const paths = ['/health', '/health/ready', '/health/redis', '/health/subgraphs', '/health/database', '/metrics']
  for (const path of paths) expect((await fetch(`${world.stack.routerUrl}${path}`)).status, path).toBe(200)
  const { subgraphs } = (await (await fetch(`${world.stack.routerUrl}/health/database`)).json()) as {
    subgraphs: object
  }
  expect(Object.values(subgraphs)).toEqual(Array(8).fill('ok'))
  await trace({ text: (name) => `query ${name} { __typename }` })
  const roots = world.collector.spans().filter(({ parentSpanId }) => parentSpanId === undefined)
  expect(roots.filter(({ name }) => /health|metrics|prisma/.test(name))).toEqual([])
})

test('a request has one id in its header, its errors, and the logs of router and subgraph, which name its trace', async () => {
  const account = person()
  await signUp(world.stack.routerUrl, account)
  const client = await signInHeaders(account)
  const database = world.stack.database('course')
  await database.query('alter table enrollment rename to enrollment_away')
  const ask = (headers: Record<string, string> = {}) =>
    trace({
      text: (name) => `query ${name} { me { enrollments(first: 1) { nodes { id } } } }`,
      headers: { ...client, ...headers },
    })
  try {
    for (const headers of [{}, { 'x-request-id': `frontend-${randomUUID()}` }]) {
      const { answer, response, root } = await ask(headers)
      const requestId = response.headers.get('x-request-id')
      if ('x-request-id' in headers) expect(requestId).toBe(headers['x-request-id'])
      const { errors } = answer as { errors: { extensions: object }[] }
      expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'INTERNAL_SERVER_ERROR', requestId }])
      const told = world.lines.filter((line) => line.requestId === requestId)
      expect(new Set(told.map(({ service }) => service))).toEqual(new Set(['api-gateway', 'course-service']))
      expect(new Set(told.map(({ traceId }) => traceId))).toEqual(new Set([root.traceId]))
    }
  } finally {
    await database.query('alter table enrollment_away rename to enrollment')
  }
})

test.each([
  ['too short', 'short'],
  ['too long', 'x'.repeat(10_000)],
  ['more than one word', 'has a space in it'],
  ['markup', 'semi;colon<script>'],
])('%s for a request id is replaced', async (_what, id) => {
  const response = await fetch(`${world.stack.routerUrl}/graphql?query={__typename}`, {
    headers: { 'content-type': 'application/json', 'x-request-id': id },
  })
  expect(response.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/)
})

async function signInHeaders({ email, password }: { email: string; password: string }) {
  const response = await fetch(`${world.stack.routerUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: 'mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken } } }',
      variables: { input: { email, password } },
    }),
  })
  const { data } = (await response.json()) as { data: { signIn: { session: { accessToken: string } } } }
  return { authorization: `Bearer ${data.signIn.session.accessToken}` }
}
