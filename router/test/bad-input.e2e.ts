import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ERROR_CODES } from '@lms/kit/errors'
import { newId } from '@lms/kit/ids'
import type { ApiAnswer, SignedInClient } from '@lms/local/api-client'
import { startTestStack, type TestStack } from '@lms/testkit/stack'
import {
  buildSchema,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
} from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administrator, join as joinAs } from './journey/people.ts'
import { journeyTarget } from './journey/target.ts'

const schema = buildSchema(readFileSync(join(import.meta.dirname, '../../docs/api/schema.graphql'), 'utf8'))
// What takes no argument cannot be given a bad one, and signing out would end the attack.
const [queries, mutations] = [schema.getQueryType(), schema.getMutationType()].map((type) =>
  Object.values(type?.getFields() ?? {}).filter(({ args, name }) => args.length > 0 && name !== 'signOut'),
)

let stack: TestStack
let callers: SignedInClient[]
beforeAll(async () => {
  stack = await startTestStack()
  const target = journeyTarget(stack, { DATABASE_URL: stack.database('user').url, DB_SSL_MODE: 'disable' })
  callers = [await administrator(target), await joinAs(target, 'Mallory')]
}, 60_000)
afterAll(() => stack[Symbol.asyncDispose]())

/** Values that a client should not send, by how they are wrong. */
const ATTACKS: Record<
  string,
  { text: string; id: (name: string) => string; number: number; date: string; list: number }
> = {
  empty: { text: '', id: () => '', number: 0, date: '1970-01-01T00:00:00Z', list: 0 },
  blank: { text: ' \n\t ', id: () => ' ', number: -1, date: '0001-01-01T00:00:00Z', list: 1 },
  unknown: {
    text: 'Something',
    id: (name) => newId(name.replace(/Ids?$/, '').replaceAll(/[^a-z]/g, '') || 'id'),
    number: 1,
    date: '2030-01-01T00:00:00Z',
    list: 1,
  },
  long: {
    // Several of these still fit into one body.
    text: 'x'.repeat(30_000),
    id: () => 'x'.repeat(10_000),
    number: 2_147_483_647,
    date: '9999-12-31T23:59:59Z',
    list: 3,
  },
  nul: { text: 'a\u0000b', id: () => 'course_\u0000', number: -2_147_483_648, date: '2030-02-28T00:00:00Z', list: 1 },
  surrogate: { text: 'a\ud800b', id: () => '\udfff', number: 7, date: '2030-01-01T00:00:00Z', list: 1 },
  injection: {
    text: '\'; drop table "user"; -- %_\\',
    id: () => "' or 1=1 --",
    number: 3,
    date: '2030-01-01T00:00:00Z',
    list: 2,
  },
  many: {
    text: '𝕏'.repeat(300),
    id: (name) =>
      newId(
        name
          .slice(0, 5)
          .toLowerCase()
          .replaceAll(/[^a-z]/g, 'x'),
      ),
    number: 1_000_000,
    date: '2030-01-01T00:00:00Z',
    list: 500,
  },
}

function hostileValue(type: GraphQLInputType, name: string, attack: string, depth = 0): unknown {
  const wrong = ATTACKS[attack]
  if (!wrong) throw new Error(attack)
  const nullable = getNullableType(type)
  if (isListType(nullable))
    return Array.from({ length: wrong.list }, () => hostileValue(nullable.ofType, name, attack, depth))
  if (isInputObjectType(nullable)) {
    if (depth > 3) return null
    return Object.fromEntries(
      Object.values(nullable.getFields()).map((field) => [
        field.name,
        hostileValue(field.type, field.name, attack, depth + 1),
      ]),
    )
  }
  if (isEnumType(nullable)) return nullable.getValues()[0]?.name
  switch (getNamedType(nullable).name) {
    case 'ID':
      return wrong.id(name)
    case 'Int':
    case 'Float':
    case 'BigInt':
      return wrong.number
    case 'Boolean':
      return attack.length % 2 === 0
    case 'DateTime':
      return wrong.date
    case 'EmailAddress':
      return attack === 'unknown' ? 'nobody@example.com' : wrong.text
    case 'Currency':
      return attack === 'unknown' ? 'EUR' : wrong.text.slice(0, 3)
    default:
      return wrong.text
  }
}

/** The operation that asks for one root field with all its arguments as variables. */
function operationFor(kind: 'query' | 'mutation', field: GraphQLField<unknown, unknown>, selection: string): string {
  const variables = field.args.map((argument) => `$${argument.name}: ${argument.type}`).join(', ')
  const passed = field.args.map((argument) => `${argument.name}: $${argument.name}`).join(', ')
  return `${kind} ${variables ? `(${variables})` : ''} { ${field.name}${passed ? `(${passed})` : ''} ${selection} }`
}

const INTERNALS = /\bat .+:\d+:\d+|node_modules|prisma|postgres|select .+ from|127\.0\.0\.1|ECONN|invocation|stack/i
const CLIENT_FAULTS = new Set<string>(
  ERROR_CODES.filter((code) => !['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE', 'TIMEOUT'].includes(code)),
)

/** What is wrong with an answer: a 5xx, a code that blames us, a text that tells how we are built; or it never got in. */
function faultsOf({ status, errors = [], data }: ApiAnswer): string[] {
  return [
    ...(status >= 500 || status === 401 || status === 429 ? [`status ${status}`] : []),
    ...errors.filter(({ extensions }) => !CLIENT_FAULTS.has(extensions.code)).map(({ extensions }) => extensions.code),
    ...(INTERNALS.exec(JSON.stringify([errors.map(({ message }) => message), data ?? null])) ?? []),
  ]
}

/** Sends hostile values for every argument of the fields, as each caller, and lists what was answered wrongly. */
async function attackAll(
  kind: 'query' | 'mutation',
  fields: readonly GraphQLField<unknown, unknown>[],
  attack: string,
): Promise<string[]> {
  const found: string[] = []
  for (const field of fields) {
    const variables = Object.fromEntries(field.args.map(({ name, type }) => [name, hostileValue(type, name, attack)]))
    const leaf = isLeafType(getNamedType(field.type))
    const selection = kind === 'mutation' ? '{ userErrors { field code message } }' : leaf ? '' : '{ __typename }'
    for (const caller of callers) {
      const answer = await caller.send(operationFor(kind, field, selection), variables)
      found.push(...faultsOf(answer).map((fault) => `${field.name}: ${fault}: ${JSON.stringify(answer.errors)}`))
    }
  }
  return found
}

describe.each(Object.keys(ATTACKS))('%s input', (attack) => {
  test('is answered by every mutation as the client’s fault', async () => {
    expect(await attackAll('mutation', mutations ?? [], attack)).toEqual([])
  }, 120_000)

  test('is answered by every query as the client’s fault', async () => {
    expect(await attackAll('query', queries ?? [], attack)).toEqual([])
  }, 120_000)
})

const connections = ['Query', 'User'].flatMap((typeName) =>
  Object.values((schema.getType(typeName) as GraphQLObjectType).getFields())
    .filter(({ args }) => args.some(({ name }) => name === 'first'))
    .map((field) => [typeName, field.name] as const),
)

test.each(connections)('%s.%s takes pages of 1 to 100', async (typeName, name) => {
  const [admin] = callers
  for (const page of ['first: 0', 'first: -1', 'first: 101', 'first: 1000', 'first: 1, last: 1', 'after: "nonsense"']) {
    const selection = `${name}(${page}) { __typename nodes { __typename } }`
    const answer = await admin?.send(typeName === 'User' ? `{ me { ${selection} } }` : `{ ${selection} }`)
    expect(
      answer?.errors?.map(({ extensions }) => extensions.code),
      page,
    ).toEqual(['BAD_USER_INPUT'])
  }
})

test('a value of the wrong type and an unknown field are refused before anything runs', async () => {
  const [admin] = callers
  const signUp = 'mutation ($input: SignUpInput!) { signUp(input: $input) { userErrors { code } } }'
  const valid = { email: 'x@example.com', password: 'correct horse', displayName: 'X' }
  for (const input of [
    { ...valid, displayName: 7 },
    { ...valid, role: 'ADMIN' },
    { email: 'x@example.com' },
    'text',
    null,
  ]) {
    const answer = await admin?.send(signUp, { input })
    expect(answer?.status).toBe(400)
    expect(answer?.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  }
})

test.each([[{ contains: '' }], [{ not: 'x' }], [[{ mode: 'insensitive' }]]])(
  '%j in place of a text never becomes a filter of the database',
  async (search) => {
    const [admin] = callers
    const courses = 'query ($filter: CourseFilter) { courses(filter: $filter) { totalCount } }'
    const users = 'query ($filter: UserFilter) { users(filter: $filter) { totalCount } }'
    for (const query of [courses, users]) {
      const answer = await admin?.send(query, { filter: { search } })
      expect([answer?.status, answer?.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT'])
    }
  },
)
