import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isObjectType,
  isUnionType,
} from 'graphql'
import { addVariable, type Draft } from './draft.ts'
import { draftArguments } from './draft-arguments.ts'
import { pick } from './tape.ts'

export function draftSelection(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const parts = Array.from({ length: 1 + draft.tape.next(4) }, () => draftPart(draft, type, depth))
  return `{ ${parts.join(' ')} }`
}

function draftPart(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const { schema, tape, fragments } = draft
  const way = tape.next(10)
  if (depth > 0 && way === 7) return `... ${draftCondition(draft)} ${draftSelection(draft, type, depth - 1)}`
  if (depth > 0 && way > 7) {
    const other = pick(tape, overlapping(schema, type)) ?? type
    return `... on ${other.name} ${draftCondition(draft)} ${draftSelection(draft, other, depth - 1)}`
  }
  if (way > 4 && way < 7) {
    const names = new Set(overlapping(schema, type).map(({ name }) => name))
    const fragment = pick(
      tape,
      fragments.filter((each) => names.has(each.type)),
    )
    if (fragment) return `...${fragment.name} ${draftCondition(draft)}`
  }
  if (way === 4 && draft.style.introspection && type === schema.getQueryType()) return draftIntrospection(draft)
  return draftField(draft, type, depth)
}

function draftField(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const fields: GraphQLField<unknown, unknown>[] = isUnionType(type) ? [] : Object.values(type.getFields())
  const fitting = fields.filter((field) => depth > 0 || !isCompositeType(getNamedType(field.type)))
  const field = fitting[draft.tape.next(fitting.length + 1) - 1]
  if (!field) return `${draftKey(draft, type, '__typename', 'String!')} ${draftCondition(draft)}`
  const call = `${field.name}${draftArguments(draft, field.args)}`
  const below = getNamedType(field.type)
  const selection = isCompositeType(below) ? draftSelection(draft, below, depth - 1) : ''
  return `${draftKey(draft, type, call, String(field.type))} ${draftCondition(draft)} ${selection}`
}

const INTROSPECTIONS = [
  ['__schema', '{ queryType { name } }'],
  ['__schema', '{ __typename mutationType { n: name } }'],
  ['__type(name: "Query")', '{ kind fields { name } }'],
  ['__type(name: "Nobody")', '{ name }'],
] as const

function draftIntrospection(draft: Draft): string {
  const [call, selection] = pick(draft.tape, INTROSPECTIONS) ?? INTROSPECTIONS[0]
  return `${draftKey(draft, draft.schema.getQueryType(), call, call)} ${selection}`
}

const HOSTILE_ALIASES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '_entities', '__typename', 'id']

/** The call behind an alias, or without one. Another call under the same key is rare: it is valid only where types differ. */
function draftKey(draft: Draft, type: GraphQLCompositeType | null | undefined, call: string, result: string): string {
  const { tape, keys, style } = draft
  const [name = ''] = call.split('(')
  const others = type && 'getFields' in type ? Object.keys(type.getFields()) : []
  const way = tape.next(8)
  const alias = way === 5 ? `x_${name}` : way === 6 && style.hostile ? pick(tape, others) : undefined
  const hostile = way === 7 && style.hostile ? pick(tape, HOSTILE_ALIASES) : undefined
  const wanted = alias ?? hostile ?? name
  const meaning = `${call}: ${result}`
  const isFree = (key: string) => (keys.get(key) ?? meaning) === meaning
  let key = wanted
  if (!isFree(key) && tape.next(12) !== 11) for (let count = 2; !isFree(key); count += 1) key = `${name}_${count}`
  keys.set(key, meaning)
  return key === name ? call : `${key}: ${call}`
}

/** Nothing, or a condition that the values of variables may decide. */
function draftCondition(draft: Draft): string {
  const { tape } = draft
  const way = tape.next(10)
  if (way < 7) return ''
  if (way === 7) return pick(tape, ['@include(if: true)', '@skip(if: false)']) ?? ''
  const directive = pick(tape, ['@include', '@skip'])
  const value = tape.next(2) === 1
  const variable = way === 8 ? { type: 'Boolean!', value } : { type: 'Boolean', initial: String(value) }
  return `${directive}(if: $${addVariable(draft, variable)})`
}

/** The types on which a fragment may stand inside the type. */
function overlapping(schema: GraphQLSchema, type: GraphQLCompositeType): GraphQLCompositeType[] {
  const objects = (of: GraphQLCompositeType) => (isObjectType(of) ? [of] : schema.getPossibleTypes(of))
  return Object.values(schema.getTypeMap()).filter(
    (other): other is GraphQLCompositeType =>
      isCompositeType(other) &&
      !other.name.startsWith('__') &&
      objects(other).some((object) => objects(type).includes(object)),
  )
}
