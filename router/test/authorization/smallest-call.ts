import {
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql'

/** What asks for a field with no more than it needs: made-up values for its required arguments, and its type's name. */
export function smallestCall({ name, args, type }: GraphQLField<unknown, unknown>): string {
  const given = requiredOf(args).map((argument) => `${argument.name}: ${literalOf(argument.type)}`)
  const call = given.length > 0 ? `${name}(${given.join(' ')})` : name
  return isCompositeType(getNamedType(type)) ? `${call} { __typename }` : call
}

const requiredOf = <Input extends { type: GraphQLInputType; defaultValue?: unknown }>(inputs: readonly Input[]) =>
  inputs.filter(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined)

const SCALARS: Readonly<Record<string, string>> = {
  Int: '1',
  Float: '1',
  BigInt: '1',
  Boolean: 'true',
  DateTime: '"2030-01-01T00:00:00Z"',
  EmailAddress: '"ada@example.com"',
  URL: '"https://example.com"',
  Currency: '"EUR"',
  JSON: '{}',
}

function literalOf(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literalOf(type.ofType)
  if (isListType(type)) return `[${literalOf(type.ofType)}]`
  if (isEnumType(type)) return type.getValues()[0]?.name ?? 'null'
  if (!isInputObjectType(type)) return SCALARS[type.name] ?? '"x"'
  const fields = requiredOf(Object.values(type.getFields())).map(
    ({ name, type: below }) => `${name}: ${literalOf(below)}`,
  )
  return `{ ${fields.join(' ')} }`
}
