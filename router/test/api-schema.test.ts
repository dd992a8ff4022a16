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
    if (!['Query', 'Mutation', 'Subscription'].includes(type.name)) look(type.name, type)
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
