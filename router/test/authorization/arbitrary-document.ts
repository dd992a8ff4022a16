import fc from 'fast-check'
import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isObjectType,
  isUnionType,
  parse,
  validate,
} from 'graphql'
import { createTape, type Tape } from '../cost/arbitrary-operation.ts'

/** Makes one document by the decisions on a tape. */
interface Draft {
  readonly schema: GraphQLSchema
  readonly tape: Tape
  /** Finished fragments, by the name of their type. */
  readonly fragments: { readonly name: string; readonly type: string; readonly text: string }[]
  readonly variables: Set<string>
}

/**
 * Valid documents of one operation: aliases, inline fragments of every kind, named ones in several places, conditions,
 * and variables in arguments.
 */
export const arbitraryDocument = (schema: GraphQLSchema): fc.Arbitrary<string> =>
  fc
    .array(fc.nat(9_973), { minLength: 60, maxLength: 300 })
    .map((decisions) => draftDocument(schema, createTape(decisions)))
    .filter((text) => validate(schema, parse(text)).length === 0)

function draftDocument(schema: GraphQLSchema, tape: Tape): string {
  const draft: Draft = { schema, tape, fragments: [], variables: new Set() }
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => isCompositeType(type) && !type.name.startsWith('__'),
  ) as GraphQLCompositeType[]
  for (let count = tape.next(5); count > 0; count -= 1) {
    const type = types[tape.next(types.length)]
    if (!type) continue
    const name = `F${draft.fragments.length}`
    const text = `fragment ${name} on ${type.name} ${draftSelection(draft, type, 2)}`
    draft.fragments.push({ name, type: type.name, text })
  }
  const kind = schema.getMutationType() && tape.next(5) === 4 ? 'mutation' : 'query'
  const root = kind === 'query' ? schema.getQueryType() : schema.getMutationType()
  if (!root) throw new Error('every schema has a query type')
  const body = draftSelection(draft, root, 4)
  return withDefinitions(draft, kind, body)
}

/** Adds what the operation uses and nothing else, as a valid document must. */
function withDefinitions({ fragments, variables }: Draft, kind: string, body: string): string {
  const used = new Set<string>()
  const follow = (text: string) => {
    for (const [, name = ''] of text.matchAll(/\.\.\.(F\d+)/g)) {
      if (used.has(name)) continue
      used.add(name)
      follow(fragments.find((fragment) => fragment.name === name)?.text ?? '')
    }
  }
  follow(body)
  const texts = fragments.filter(({ name }) => used.has(name)).map(({ text }) => text)
  const all = [body, ...texts].join('\n')
  const names = [...variables].filter((name) => new RegExp(`\\$${name}\\b`).test(all))
  const types: Record<string, string> = { yes: 'Boolean!', n: 'Int', t: 'String' }
  const list = names.map((name) => `$${name}: ${types[name]}`).join(', ')
  return [`${kind} ${list && `(${list})`} ${body}`, ...texts].join('\n')
}

function draftSelection(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const { tape } = draft
  const count = 1 + tape.next(4)
  const parts = Array.from({ length: count }, () => draftPart(draft, type, depth))
  return `{ ${parts.join(' ')} }`
}

function draftPart(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const { schema, tape, fragments } = draft
  const way = tape.next(10)
  if (depth > 0 && way === 7) return `... ${condition(draft)} ${draftSelection(draft, type, depth - 1)}`
  if (depth > 0 && way > 7) {
    const others = overlapping(schema, type)
    const other = others[tape.next(others.length)] ?? type
    return `... on ${other.name} ${condition(draft)} ${draftSelection(draft, other, depth - 1)}`
  }
  if (way > 4 && way < 7) {
    const names = new Set(overlapping(schema, type).map(({ name }) => name))
    const fitting = fragments.filter((fragment) => names.has(fragment.type))
    const fragment = fitting[tape.next(fitting.length)]
    if (fragment) return `...${fragment.name} ${condition(draft)}`
  }
  return draftField(draft, type, depth)
}

function draftField(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const { tape } = draft
  const fields: GraphQLField<unknown, unknown>[] = isUnionType(type) ? [] : Object.values(type.getFields())
  const fitting = fields.filter((field) => depth > 0 || !isCompositeType(getNamedType(field.type)))
  const field = fitting[tape.next(fitting.length + 1)]
  if (!field) return '__typename'
  // The response key follows from the field, so that few documents are not valid.
  const alias = tape.next(3) === 2 ? `x_${field.name}: ` : ''
  const given = field.args.map(({ name }) => `${name}: ${variable(draft, name)}`)
  const call = `${alias}${field.name}${given.length > 0 ? `(${given.join(', ')})` : ''}`
  const below = getNamedType(field.type)
  return `${call} ${condition(draft)} ${isCompositeType(below) ? draftSelection(draft, below, depth - 1) : ''}`
}

function variable({ variables }: Draft, name: string): string {
  variables.add(name)
  return `$${name}`
}

function condition(draft: Draft): string {
  const way = draft.tape.next(8)
  if (way === 7) return `@include(if: ${variable(draft, 'yes')})`
  return way === 6 ? '@skip(if: false)' : ''
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
