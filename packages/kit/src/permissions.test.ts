import { readFileSync } from 'node:fs'
import { graphql } from 'graphql'
import { allow } from 'graphql-shield'
import { describe, expect, test } from 'vitest'
import { oneself, type Permissions } from './permissions.ts'
import { createSubgraphSchema } from './schema.ts'
import { anonymous, type Viewer } from './viewer.ts'

const shared = readFileSync(new URL('../schema/shared.graphql', import.meta.url), 'utf8')

const typeDefs = `${shared}
  type Query {
    "Not even this subgraph's own author decided who may ask."
    undecided: String
    public: String
    signedIn: String @authenticated
    either: String @requiresScopes(scopes: [["read", "write"], ["all"]])
    policed: String @policy(policies: [["staff"], ["person", "instructor"]])
    both: String @authenticated @requiresScopes(scopes: [["read"]])
    secret: Secret
    me: Person
  }
  type Mutation {
    undecided: String
    public: String
  }
  type Person @key(fields: "id") {
    id: ID!
    name: String
    diary: String @requiresScopes(scopes: "read")
  }
  type Secret @key(fields: "id") @policy(policies: [["staff"]]) {
    id: ID!
    text: String
  }
  extend type Secret {
    code: String @requiresScopes(scopes: [["all"]])
  }`

const calls: string[] = []
const field = (name: string) => () => {
  calls.push(name)
  return name
}
const person = { id: 'user_1', name: 'Ada', diary: 'Dear diary' }
const secret = { id: 'secret_1', text: 'a text', code: 'a code' }
const resolvers = {
  Query: {
    ...Object.fromEntries(
      ['undecided', 'public', 'signedIn', 'either', 'policed', 'both'].map((name) => [name, field(name)]),
    ),
    secret: () => field('secret')() && secret,
    me: () => person,
  },
  Mutation: { undecided: field('undecided'), public: field('public') },
  Person: { __resolveReference: () => person },
  Secret: { __resolveReference: () => secret },
}
const permissions: Permissions = {
  Query: { public: allow, secret: allow, me: allow },
  Mutation: { public: allow },
  Person: { diary: oneself },
}
const schema = createSubgraphSchema({ typeDefs, resolvers, permissions })

function user(scopes: string[], ...roles: string[]): Viewer {
  return { kind: 'user', id: 'user_1', sessionId: 'session_1', roles, scopes }
}
const partner: Viewer = { kind: 'partner', id: 'partner_1', keyId: 'key_1', scopes: ['read'] }

async function ask(viewer: Viewer, source: string, variableValues: Record<string, unknown> = {}) {
  calls.length = 0
  const { data, errors = [] } = await graphql({ schema, source, variableValues, contextValue: { viewer } })
  return { data: JSON.parse(JSON.stringify(data)), codes: errors.map(({ extensions }) => extensions.code) }
}

/** The answer of one root field: its value, or the code it was refused with. */
async function answerOf(viewer: Viewer, name: string) {
  const { data, codes } = await ask(viewer, `{ ${name} }`)
  expect(calls).toEqual(data[name] === null ? [] : [name])
  return data[name] ?? codes[0]
}

describe('a root field', () => {
  test.each(['query', 'mutation'])('of a %s with neither directive nor rule is refused to everybody', async (kind) => {
    const refused = { data: { undecided: null, public: 'public' }, codes: ['FORBIDDEN'] }
    expect(await ask(user(['all'], 'ADMIN'), `${kind} { undecided public }`)).toEqual(refused)
  })

  const cases: [string, Viewer, string, string][] = [
    ['@authenticated refuses the anonymous', anonymous, 'signedIn', 'UNAUTHENTICATED'],
    ['@authenticated lets a person pass', user([]), 'signedIn', 'signedIn'],
    ['@authenticated lets a partner pass', partner, 'signedIn', 'signedIn'],
    ['@requiresScopes refuses the anonymous', anonymous, 'either', 'UNAUTHENTICATED'],
    ['@requiresScopes needs every scope of an alternative', user(['read']), 'either', 'FORBIDDEN'],
    ['@requiresScopes takes a whole alternative', user(['write', 'read']), 'either', 'either'],
    ['@requiresScopes takes the other alternative', user(['all']), 'either', 'either'],
    ['@policy refuses the anonymous', anonymous, 'policed', 'UNAUTHENTICATED'],
    ['@policy needs every policy of an alternative', user([]), 'policed', 'FORBIDDEN'],
    ['@policy takes a whole alternative', user([], 'INSTRUCTOR'), 'policed', 'policed'],
    ['@policy takes the other alternative', user([], 'ADMIN'), 'policed', 'policed'],
    ['@policy looks at platform-wide roles', user([], 'ADMIN@course_1'), 'policed', 'FORBIDDEN'],
    ['two directives hold together', user([]), 'both', 'FORBIDDEN'],
    ['two directives can both be met', partner, 'both', 'both'],
  ]
  test.each(cases)('%s', async (_what, viewer, name, expected) => {
    expect(await answerOf(viewer, name)).toBe(expected)
  })
})

describe('a directive', () => {
  test('on a field holds together with the rule that needs data', async () => {
    const diaryOf = async (viewer: Viewer) => (await ask(viewer, '{ me { name diary } }')).data.me
    expect(await diaryOf(user(['read']))).toEqual({ name: 'Ada', diary: 'Dear diary' })
    expect(await diaryOf(user(['write']))).toEqual({ name: 'Ada', diary: null })
    expect(await diaryOf({ ...user(['read']), id: 'user_2' } as Viewer)).toEqual({ name: 'Ada', diary: null })
    expect(await diaryOf(partner)).toEqual({ name: 'Ada', diary: null })
  })

  test('on a type keeps a field from running that returns the type', async () => {
    expect(await ask(user(['all']), '{ secret { __typename } }')).toEqual({
      data: { secret: null },
      codes: ['FORBIDDEN'],
    })
    expect(calls).toEqual([])
  })

  const entities = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on Secret { text code } }
  }`
  const variables = { representations: [{ __typename: 'Secret', id: 'secret_1' }] }
  const secrets: [string, Viewer, object][] = [
    ['anonymous callers', anonymous, { text: null, code: null }],
    ['people without the policy', user(['all']), { text: null, code: null }],
    ['people with the policy but not the scope', user([], 'ADMIN'), { text: 'a text', code: null }],
    ['people with both', user(['all'], 'ADMIN'), { text: 'a text', code: 'a code' }],
  ]
  test.each(secrets)('on a type holds for its entities: %s', async (_who, viewer, expected) => {
    expect((await ask(viewer, entities, variables)).data).toEqual({ _entities: [expected] })
  })
})

describe('a schema cannot be built', () => {
  const build = (fields: string, given: Permissions = {}) =>
    createSubgraphSchema({ typeDefs: `${shared} type Query { ${fields} }`, resolvers: {}, permissions: given })

  test('with a policy that nobody defined', () => {
    expect(() => build('a: String @policy(policies: [["staff"], ["wizard"]])')).toThrow('wizard')
  })

  test.each(['[]', '[[]]', '[["staff"], []]'])('with policies that mean nothing: %s', (policies) => {
    expect(() => build(`a: String @policy(policies: ${policies})`)).toThrow('at least one name')
  })

  test('with a rule for a field that does not exist', () => {
    expect(() => build('a: String', { Query: { b: allow } })).toThrow('Query.b')
  })
})

test('a subscription may not resolve its events: nobody would look who subscribes', () => {
  const withTicks = `${typeDefs} type Subscription { ticks: Int @authenticated }`
  const ticks = { subscribe: async function* () {}, resolve: () => 1 }
  const create = (field: object) =>
    createSubgraphSchema({
      typeDefs: withTicks,
      resolvers: { ...resolvers, Subscription: { ticks: field } },
      permissions,
    })
  expect(() => create(ticks)).toThrow(/Subscription\.ticks/)
  expect(() => create({ subscribe: ticks.subscribe })).not.toThrow()
})
