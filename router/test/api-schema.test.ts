import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ERROR_CODES } from '@lms/kit/errors'
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  Kind,
  parse,
} from 'graphql'
import { expect, test } from 'vitest'

const schema = buildSchema(readFileSync(join(import.meta.dirname, '../../docs/api/schema.graphql'), 'utf8'))
const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
)

test('every type, field, argument and enum value has a description', () => {
  const missing: string[] = []
  const look = (name: string, described: { description?: string | null | undefined }) => {
    if (!described.description) missing.push(name)
  }
  for (const type of types) {
    if (!['Query', 'Mutation'].includes(type.name)) look(type.name, type)
    if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value)
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) look(`${type.name}.${field.name}`, field)
    if (!isObjectType(type) && !isInterfaceType(type)) continue
    for (const field of Object.values(type.getFields())) {
      look(`${type.name}.${field.name}`, field)
      for (const argument of field.args) look(`${type.name}.${field.name}(${argument.name})`, argument)
    }
  }
  expect(missing).toEqual([])
})

/** Root fields that anybody may ask; who sees what of the answer is settled by data. Reviewed one by one. */
const PUBLIC_FIELDS = [
  // To get an account and a session.
  'Mutation.signUp',
  'Mutation.signIn',
  'Mutation.refreshSession',
  'Mutation.exchangeFirebaseToken',
  // The catalogue, and the proof that a certificate is genuine.
  'Query.courses',
  'Query.course',
  'Query.categories',
  'Query.verifyCertificate',
  // Names of people; `me` is null for who is not signed in.
  'Query.me',
  'Query.user',
  // By id: null for who may not see it.
  'Query.node',
  'Query.nodes',
  'Query.quiz',
  'Query.attempt',
  'Query.assignment',
  'Query.file',
  'Query.liveSession',
]
const AUTH_DIRECTIVES = ['authenticated', 'requiresScopes', 'policy']

test('every root field declares who may ask, or is one of the public ones', () => {
  const { definitions } = parse(readFileSync(join(import.meta.dirname, '../supergraph.graphql'), 'utf8'))
  const open = definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return []
    const type = definition.name.value
    if (!['Query', 'Mutation', 'Subscription'].includes(type)) return []
    return (definition.fields ?? [])
      .filter(({ directives = [] }) => !directives.some(({ name }) => AUTH_DIRECTIVES.includes(name.value)))
      .map(({ name }) => `${type}.${name.value}`)
  })
  expect(open.sort()).toEqual(PUBLIC_FIELDS.toSorted())
})

test('every mutation takes at most one input and answers a payload of its own with userErrors', () => {
  const payloads = new Set<string>()
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const expected = `${field.name.charAt(0).toUpperCase()}${field.name.slice(1)}`
    expect(field.args.map(({ name, type }) => `${name}: ${type}`)).toEqual(
      field.args.length === 0 ? [] : [`input: ${expected}Input!`],
    )
    expect(String(field.type)).toBe(`${expected}Payload!`)
    const payload = schema.getType(`${expected}Payload`)
    expect(isObjectType(payload) && String(payload.getFields().userErrors?.type)).toBe('[UserError!]!')
    payloads.add(expected)
  }
  expect(payloads.size).toBeGreaterThan(30)
})

test('every list that grows is a connection with edges, nodes, pageInfo and totalCount', () => {
  for (const type of types) {
    if (!isObjectType(type) || !type.name.endsWith('Connection')) continue
    expect([type.name, Object.keys(type.getFields()).sort()]).toEqual([
      type.name,
      ['edges', 'nodes', 'pageInfo', 'totalCount'],
    ])
  }
})

test('the page of errors lists every code that a client can meet', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/api/errors.md'), 'utf8')
  const listed = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code)
  expect(listed.sort()).toEqual([...ERROR_CODES].sort())
})
