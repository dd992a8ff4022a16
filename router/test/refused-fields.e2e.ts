import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '@lms/kit/clock'
import { createInternalTokenSigner, INTERNAL_TOKEN_HEADER } from '@lms/kit/internal-token'
import { anonymous, type Viewer } from '@lms/kit/viewer'
import { setUp } from '@lms/testkit/set-up'
import { startTestStack } from '@lms/testkit/stack'
import { createViewer } from '@lms/testkit/viewers'
import {
  buildSchema,
  type GraphQLField,
  type GraphQLObjectType,
  getNullableType,
  isListType,
  isNonNullType,
  valueFromASTUntyped,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { smallestCall } from './authorization/smallest-call.ts'

const schema = buildSchema(readFileSync(join(import.meta.dirname, '../supergraph.graphql'), 'utf8'), {
  assumeValidSDL: true,
})

interface ProtectedField {
  coordinate: string
  field: GraphQLField<unknown, unknown>
  /** Asks for the field; beside others when given. */
  operation: (...others: string[]) => string
  /** The subgraph that answers it. */
  subgraph: string
  /** Whether it is no part of the API. */
  hidden: boolean
  /** Whether a credential of any kind is enough. */
  forAnyCredential: boolean
}

const protectedFields = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
  Object.values(type?.getFields() ?? {}).flatMap((field) => protectedFieldOf(type, field) ?? []),
)

function protectedFieldOf(
  type: GraphQLObjectType | null | undefined,
  field: GraphQLField<unknown, unknown>,
): ProtectedField | null {
  const directives = field.astNode?.directives ?? []
  const names = directives.map(({ name }) => name.value)
  if (!names.some((name) => ['authenticated', 'requiresScopes', 'policy'].includes(name))) return null
  const [graph] = directives.flatMap(({ name, arguments: given = [] }) =>
    name.value === 'join__field' ? given.filter((argument) => argument.name.value === 'graph') : [],
  )
  const keyword = type === schema.getMutationType() ? 'mutation' : 'query'
  return {
    coordinate: `${type?.name}.${field.name}`,
    field,
    operation: (...others) => `${keyword} { ${[smallestCall(field), ...others].join(' ')} }`,
    subgraph: graph ? String(valueFromASTUntyped(graph.value)).toLowerCase().replaceAll('_', '-') : '',
    hidden: names.includes('inaccessible'),
    forAnyCredential: !names.includes('requiresScopes') && !names.includes('policy'),
  }
}

const world = setUp(async () => {
  // Nobody's requests are counted: an anonymous caller asks for everything here.
  const stack = await startTestStack({ environment: { RATE_LIMIT: 'off' } })
  const query = `mutation {
    signUp(input: { email: "ada@example.com", password: "correct horse", displayName: "Ada" }) { session { accessToken } }
  }`
  const { data } = await post(stack.routerUrl, JSON.stringify({ query }), {})
  const accessToken: string = data.signUp.session.accessToken
  return { stack, accessToken, [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose]() }
})

interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests read the fields that they selected
  data?: any
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string } }[]
}

async function post(url: string, body: string, headers: Record<string, string>): Promise<Answer> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body }
  const response = await fetch(`${url}/graphql`, init)
  return { ...((await response.json()) as Omit<Answer, 'status'>), status: response.status }
}

/** What the router's clients may say that they understand, and the status of an answer with errors beside data. */
const GRAPHQL_RESPONSE = ['application/graphql-response+json', 294] as const
const JSON_ALONE = ['application/json', 200] as const

const callers = [
  {
    who: 'an anonymous caller',
    headers: () => ({}),
    viewer: anonymous,
    refused: protectedFields,
    code: 'UNAUTHENTICATED',
  },
  {
    who: 'a student',
    headers: () => ({ authorization: `Bearer ${world.accessToken}` }),
    viewer: createViewer(),
    refused: protectedFields.filter(({ forAnyCredential }) => !forAnyCredential),
    code: 'FORBIDDEN',
  },
]

/** Requests that all subgraphs got so far, those of the router on nobody's behalf included. */
async function countSubgraphRequests(): Promise<number> {
  const subgraphs = world.stack.services.filter(({ service }) => service !== 'api-gateway')
  const series = await Promise.all(subgraphs.map(({ metrics }) => metrics.httpRequests.get()))
  return series
    .flatMap(({ values }) => values)
    .filter(({ metricName, labels }) => metricName?.endsWith('_count') && labels.route === '/graphql')
    .reduce((sum, { value }) => sum + value, 0)
}

/** How many requests an action causes: the router's own questions come now and then, so a poll finds a time without. */
async function subgraphRequestsOf(action: () => Promise<unknown>): Promise<number> {
  const before = await countSubgraphRequests()
  await action()
  return (await countSubgraphRequests()) - before
}

test('there is much to refuse, and asking a subgraph is noticed', async () => {
  expect(protectedFields.length).toBeGreaterThan(50)
  expect(callers[1]?.refused.length).toBeGreaterThan(15)
  const ask = () => post(world.stack.routerUrl, '{"query":"{ courses(first: 1) { totalCount } }"}', {})
  for (let run = 0; run < 3; run++) expect(await subgraphRequestsOf(ask)).toBeGreaterThan(0)
})

describe.each(callers)('through the router, $who', ({ headers, refused }) => {
  const ask = (query: string, [accept]: readonly [string, number] = GRAPHQL_RESPONSE) =>
    post(world.stack.routerUrl, JSON.stringify({ query }), { accept, ...headers() })
  const visible = refused.filter(({ hidden }) => !hidden)
  const unauthorized = ({ name, type }: ProtectedField['field']) => ({
    path: isListType(getNullableType(type)) ? [name, '@'] : [name],
    extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
  })
  const nothing = ({ name, type }: ProtectedField['field']) => (isNonNullType(type) ? null : { [name]: null })

  test.each(visible)('is refused $coordinate, and no subgraph is asked', async ({ field, operation }) => {
    for (const kind of [GRAPHQL_RESPONSE, JSON_ALONE]) {
      const { status, data, errors } = await ask(operation(), kind)
      expect({ status, data, errors }).toMatchObject({
        status: kind[1],
        data: nothing(field),
        errors: [unauthorized(field)],
      })
      expect(errors).toHaveLength(1)
    }
    await expect.poll(() => subgraphRequestsOf(() => ask(operation()))).toBe(0)
  })

  test.each(visible.filter(({ field }) => !isNonNullType(field.type)))(
    'is answered what stands beside $coordinate',
    async ({ field, operation }) => {
      const { status, data, errors } = await ask(operation('categories(first: 1) { totalCount }'))
      expect({ status, data, errors }).toMatchObject({
        status: 294,
        data: { [field.name]: null, categories: { totalCount: 0 } },
        errors: [unauthorized(field)],
      })
      await expect.poll(() => subgraphRequestsOf(() => ask(operation('categories(first: 1) { totalCount }')))).toBe(1)
    },
  )

  test.each(refused.filter(({ hidden }) => hidden))('knows no $coordinate', async ({ field, operation }) => {
    const { status, data, errors } = await ask(operation())
    expect({ status, data }).toEqual({ status: 400, data: undefined })
    expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }])
    expect(errors?.[0]?.message).toMatch(`Cannot query field "${field.name}" on type "Query".`)
  })
})

/** Asks a subgraph as the router would on behalf of the viewer. */
async function askSubgraph(name: string, viewer: Viewer, query: string): Promise<Answer> {
  const running = world.stack.services.find(({ service }) => service === `${name}-service`)
  if (!running) throw new Error(`no subgraph is called ${name}`)
  const body = JSON.stringify({ query })
  const signer = createInternalTokenSigner([world.stack.secrets.service.privateKey], systemClock)
  const token = await signer.sign({ viewer, requestId: 'test' }, running.service, body)
  return post(running.url, body, { [INTERNAL_TOKEN_HEADER]: token })
}

describe.each(callers)('asked directly for $who', ({ viewer, refused, code }) => {
  test.each(refused)('the subgraph $subgraph refuses $coordinate again', async ({ subgraph, field, operation }) => {
    const { data, errors } = await askSubgraph(subgraph, viewer, operation())
    expect(errors).toMatchObject([{ path: [field.name], extensions: { code } }])
    expect(data?.[field.name] ?? null).toBeNull()
  })
})
