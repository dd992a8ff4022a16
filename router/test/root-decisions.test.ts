import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isPolicy } from '@lms/kit/policies'
import { buildSchema, type ConstDirectiveNode, type GraphQLField, parse, valueFromASTUntyped, visit } from 'graphql'
import { expect, test } from 'vitest'

const supergraph = readFileSync(join(import.meta.dirname, '../supergraph.graphql'), 'utf8')
const schema = buildSchema(supergraph, { assumeValidSDL: true })
const rootFields = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
  Object.values(type?.getFields() ?? {}).map((field) => ({ coordinate: `${type?.name}.${field.name}`, field })),
)

/** Root fields that anybody may ask, each with the reason; what of the answer somebody sees is settled by data. */
const PUBLIC_FIELDS: Readonly<Record<string, string>> = {
  'Mutation.signUp': 'makes the account that one would have to have',
  'Mutation.signIn': 'gives the session that one would have to have',
  'Mutation.refreshSession': 'the refresh token is the credential',
  'Mutation.requestPasswordReset': 'who forgot the password cannot sign in; the answer tells nothing of accounts',
  'Mutation.resetPassword': 'the token of the e-mail is the credential',
  'Mutation.exchangeFirebaseToken': "Firebase's ID token is the credential",
  'Query.courses': 'the catalogue sells to everybody; drafts are found only by those who teach them',
  'Query.course': 'the page of a course on offer; null for a draft of others',
  'Query.categories': 'part of the catalogue',
  'Query.verifyCertificate': 'anybody who was shown a certificate may check it',
  'Query.me': 'tells whether one is signed in: null for anonymous callers',
  'Query.user': 'names of instructors and reviewers in the catalogue; all else of a person is guarded by field',
  'Query.node': 'answers by the rules of the type that the id names',
  'Query.nodes': 'answers by the rules of the types that the ids name',
  'Query.quiz': 'null for who neither learns in its course nor teaches it',
  'Query.attempt': 'null for who neither made it nor teaches its course',
  'Query.assignment': 'null for who neither learns in its course nor teaches it',
  'Query.file': 'null for all but its owner, those who teach with it or learn from it, and staff',
  'Query.liveSession': 'null for who neither learns in its course nor leads it',
}

const coordinateOf = ({ coordinate }: { coordinate: string }) => coordinate

const AUTH_DIRECTIVES = ['authenticated', 'requiresScopes', 'policy']

const directivesOf = ({ astNode }: GraphQLField<unknown, unknown>) => astNode?.directives ?? []
const isUnder = (field: GraphQLField<unknown, unknown>, ...names: string[]) =>
  directivesOf(field).some(({ name }) => names.includes(name.value))

function policiesOf({ arguments: given = [] }: ConstDirectiveNode): string[] {
  return given.flatMap(({ value }) => [valueFromASTUntyped(value)].flat(2) as string[])
}

test('every root field declares who may ask, or is one of the public ones', () => {
  const open = rootFields.filter(({ field }) => !isUnder(field, ...AUTH_DIRECTIVES))
  expect(open.map(coordinateOf).sort()).toEqual(Object.keys(PUBLIC_FIELDS).sort())
  expect(rootFields.length).toBeGreaterThan(open.length + 50)
})

test('every @policy names what is defined', () => {
  const named = new Set<string>()
  visit(parse(supergraph), {
    Directive: (directive) => {
      if (directive.name.value === 'policy')
        for (const name of policiesOf(directive as ConstDirectiveNode)) named.add(name)
    },
  })
  expect([...named].sort()).toEqual(expect.arrayContaining(['instructor', 'router', 'staff']))
  expect([...named].filter((name) => !isPolicy(name))).toEqual([])
})

test('what only the router may ask is no part of the API, and nothing else is hidden', () => {
  const forRouter = rootFields.filter(({ field }) =>
    directivesOf(field).some(
      (directive) => directive.name.value === 'policy' && policiesOf(directive).includes('router'),
    ),
  )
  const hidden = rootFields.filter(({ field }) => isUnder(field, 'inaccessible'))
  expect(forRouter.length).toBeGreaterThan(0)
  expect(forRouter.map(coordinateOf)).toEqual(hidden.map(coordinateOf))
})
