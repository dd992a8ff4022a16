import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type GraphQLField,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isObjectType,
} from 'graphql'
import { expect, test } from 'vitest'
import { costModelOf } from './cost/cost-model-of.ts'

const supergraph = readFileSync(join(import.meta.dirname, '../supergraph.graphql'), 'utf8')
const { schema, listSizes } = costModelOf(supergraph)
const fields = Object.values(schema.getTypeMap()).flatMap((type) => {
  if (isIntrospectionType(type) || !(isObjectType(type) || isInterfaceType(type))) return []
  return Object.values(type.getFields()).map((field) => ({ type, field, coordinate: `${type.name}.${field.name}` }))
})

const isList = ({ type }: GraphQLField<unknown, unknown>) => isListType(getNullableType(type))
const isConnection = (type: GraphQLOutputType) => getNamedType(type).name.endsWith('Connection')

test('every list says how long it is; the rows of a page are sized by the field that asks for the page', () => {
  const lists = fields.filter(({ type, field }) => isList(field) && !isConnection(type))
  expect(lists.length).toBeGreaterThan(80)
  const unsized = lists.filter(({ field }) => (listSizes.get(field)?.assumedSize ?? 0) < 1)
  expect(unsized.map(({ coordinate }) => coordinate)).toEqual([])
})

test('every page is sliced by first or last, and costs its rows by either way to them', () => {
  const pages = fields.filter(({ field }) => isConnection(field.type))
  expect(pages.length).toBeGreaterThan(12)
  for (const { field, coordinate } of pages) {
    expect([coordinate, listSizes.get(field)]).toEqual([
      coordinate,
      {
        assumedSize: expect.any(Number),
        slicingArguments: [['first'], ['last']],
        sizedFields: [['edges'], ['nodes']],
        requireOneSlicingArgument: false,
      },
    ])
    const type = getNamedType(field.type)
    const rows = isObjectType(type) ? Object.values(type.getFields()).filter(isList) : []
    expect(rows.map(({ name }) => name).sort()).toEqual(['edges', 'nodes'])
    expect(field.args.map(({ name }) => name)).toEqual(expect.arrayContaining(['first', 'last']))
  }
})
