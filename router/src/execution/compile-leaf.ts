import { type GraphQLEnumType, type GraphQLScalarType, isEnumType, specifiedScalarTypes } from 'graphql'
import { type JsonText, jsonPiece } from './json-text.ts'

/**
 * Adds a value of a leaf type; false where the type has no such value (GraphQL specification, §3.5, §3.9). `unescaped`: no
 * string needs escapes.
 */
export type WriteLeaf = (value: unknown, text: JsonText, unescaped: boolean) => boolean

const MOST_INT = 2 ** 31 - 1

const isInt = (value: unknown): boolean =>
  Number.isInteger(value) && Math.abs(value as number) <= MOST_INT + 1 && value !== MOST_INT + 1

const BUILT_IN: Readonly<Record<string, WriteLeaf>> = {
  String: (value, text, unescaped) => {
    if (typeof value !== 'string') return false
    text.addString(value, unescaped)
    return true
  },
  Int: (value, text) => isInt(value) && add(text, `${value}`),
  Float: (value, text) => Number.isFinite(value) && add(text, `${value}`),
  Boolean: (value, text) => typeof value === 'boolean' && add(text, `${value}`),
  ID: (value, text, unescaped) => {
    if (typeof value !== 'string') return Number.isInteger(value) && add(text, `"${value}"`)
    text.addString(value, unescaped)
    return true
  },
}

function add(text: JsonText, json: string): true {
  text.add(json)
  return true
}

const writeAny: WriteLeaf = (value, text, unescaped) => {
  text.addValue(value, unescaped)
  return true
}

/** Values of enums are those that clients may see; of other scalars, whatever a subgraph sends. */
export function compileLeaf(type: GraphQLScalarType | GraphQLEnumType): WriteLeaf {
  if (!isEnumType(type)) return (isSpecified(type) && BUILT_IN[type.name]) || writeAny
  const names = new Map(type.getValues().map(({ name }) => [name, jsonPiece(JSON.stringify(name))] as const))
  return (value, text) => {
    const name = names.get(value as string)
    if (name) text.addPiece(name)
    return name !== undefined
  }
}

const isSpecified = ({ name }: GraphQLScalarType): boolean => specifiedScalarTypes.some((type) => type.name === name)
