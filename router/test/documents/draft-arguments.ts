import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql'
import { addVariable, type Draft } from './draft.ts'
import { pick } from './tape.ts'

/** A value as JSON and as it is written in a document. */
interface DraftValue {
  readonly json: unknown
  readonly text: string
}

/** The arguments of one call, with their parentheses: left out, written out or by variables. */
export function draftArguments(draft: Draft, args: readonly GraphQLArgument[]): string {
  const given = args.flatMap((argument) => {
    const isRequired = isNonNullType(argument.type) && argument.defaultValue === undefined
    if (!isRequired && draft.tape.next(3) === 0) return []
    const text =
      draft.tape.next(2) === 0 ? draftValue(draft, argument.type, 2).text : draftVariable(draft, argument.type)
    return [`${argument.name}: ${text}`]
  })
  return given.length > 0 ? `(${given.join(', ')})` : ''
}

/** A variable where a value of the type stands: always sent, left to its default, or not sent. */
function draftVariable(draft: Draft, type: GraphQLInputType): string {
  const way = draft.tape.next(4)
  const { json, text } = draftValue(draft, type, 2)
  if (way === 1 && json !== null) return `$${addVariable(draft, { type: String(nullable(type)), initial: text })}`
  if (way === 2 && !isNonNullType(type)) return `$${addVariable(draft, { type: String(type) })}`
  if (way === 3 && !isNonNullType(type) && json !== null)
    return `$${addVariable(draft, { type: `${type}!`, value: json })}`
  return `$${addVariable(draft, { type: String(type), value: json })}`
}

const nullable = (type: GraphQLInputType): GraphQLInputType => (isNonNullType(type) ? type.ofType : type)

function draftValue(draft: Draft, type: GraphQLInputType, depth: number): DraftValue {
  if (isNonNullType(type)) return draftPresent(draft, type.ofType, depth)
  return draft.tape.next(6) === 5 ? { json: null, text: 'null' } : draftPresent(draft, type, depth)
}

function draftPresent(draft: Draft, type: GraphQLInputType, depth: number): DraftValue {
  const { tape } = draft
  if (isListType(type)) {
    const items = Array.from({ length: tape.next(3) }, () => draftValue(draft, type.ofType, depth - 1))
    return { json: items.map(({ json }) => json), text: `[${items.map(({ text }) => text).join(', ')}]` }
  }
  if (isInputObjectType(type)) return draftObject(draft, Object.values(type.getFields()), depth)
  if (isEnumType(type)) {
    const name = pick(tape, type.getValues())?.name ?? ''
    return { json: name, text: name }
  }
  return draftScalar(draft, String(type))
}

function draftObject(draft: Draft, fields: readonly GraphQLInputField[], depth: number): DraftValue {
  const given = fields.flatMap(({ name, type, defaultValue }) => {
    const isRequired = isNonNullType(type) && defaultValue === undefined
    if (!isRequired && (depth <= 0 || draft.tape.next(2) === 0)) return []
    return [{ name, ...draftValue(draft, type, depth - 1) }]
  })
  return {
    json: Object.fromEntries(given.map(({ name, json }) => [name, json])),
    text: `{ ${given.map(({ name, text }) => `${name}: ${text}`).join(', ')} }`,
  }
}

const INTEGERS = [1, 2, 0, 3, -1, 1000]

function draftScalar({ tape, style }: Draft, name: string): DraftValue {
  const written = (json: unknown): DraftValue => ({ json, text: JSON.stringify(json) })
  switch (name) {
    case 'ID':
    case 'String':
      return written(pick(tape, style.words) ?? 'x')
    case 'Boolean':
      return written(tape.next(2) === 1)
    case 'Float':
      return written(pick(tape, [0.5, 1, -2.25, 1e21]))
    case 'Int':
    case 'Long':
      return written(pick(tape, INTEGERS))
    default:
      return { json: [{ a: 1 }, null, 'x'], text: '[{ a: 1 }, null, "x"]' }
  }
}
