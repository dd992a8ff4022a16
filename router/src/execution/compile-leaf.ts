import { type GraphQLEnumType, type GraphQLScalarType, isEnumType, specifiedScalarTypes } from 'graphql'
import { writeJson, writeString } from './write-json.ts'

/**
 * Writes a value of a leaf type as JSON; undefined where the type has no such value (GraphQL specification, §3.5, §3.9).
 * `unescaped`: no string needs escapes.
 */
export type WriteLeaf = (value: unknown, unescaped: boolean) => string | undefined

const writeText = (value: string, unescaped: boolean): string => (unescaped ? `"${value}"` : writeString(value))

const MOST_INT = 2 ** 31 - 1

const BUILT_IN: Readonly<Record<string, WriteLeaf>> = {
  String: (value, unescaped) => (typeof value === 'string' ? writeText(value, unescaped) : undefined),
  Int: (value) =>
    Number.isInteger(value) && Math.abs(value as number) <= MOST_INT + 1 && value !== MOST_INT + 1
      ? `${value}`
      : undefined,
  Float: (value) => (Number.isFinite(value) ? `${value}` : undefined),
  Boolean: (value) => (typeof value === 'boolean' ? `${value}` : undefined),
  ID: (value, unescaped) =>
    typeof value === 'string' ? writeText(value, unescaped) : Number.isInteger(value) ? `"${value}"` : undefined,
}

/** Values of enums are those that clients may see; of other scalars, whatever a subgraph sends. */
export function compileLeaf(type: GraphQLScalarType | GraphQLEnumType): WriteLeaf {
  if (!isEnumType(type)) return (isSpecified(type) && BUILT_IN[type.name]) || writeJson
  const written = new Map(type.getValues().map(({ name }) => [name, JSON.stringify(name)] as const))
  return (value) => written.get(value as string)
}

const isSpecified = ({ name }: GraphQLScalarType): boolean => specifiedScalarTypes.some((type) => type.name === name)
