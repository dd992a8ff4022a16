import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { compileLeaf } from './compile-leaf.ts'
import type { Data } from './execution.ts'
import { type Introspection, introspect, isIntrospection } from './introspection.ts'
import { COMMA, type JsonPiece, jsonPiece, LIST_END, LIST_START, memberOpening, OBJECT_END } from './json-text.ts'
import { keyBelow } from './objects-at-path.ts'
import { isObject, reader } from './own-value.ts'
import { type Conditions, type Selections, shownFields } from './shown-fields.ts'
import { isOfType } from './type-condition.ts'
import { fail, takeBack, type Write, type Writing } from './writing.ts'

export interface WriterOptions {
  /** What clients see. */
  readonly schema: GraphQLSchema
  readonly conditions: Conditions
  readonly introspection: Introspection
  /** Response key in the fetched data of a field that the client asked for. */
  readonly planKey: (node: FieldNode) => string
  /** Keys of paths where one object may stand in several places. */
  readonly shareable: ReadonlySet<string>
}

/** A selection as the client wrote it, and what of it may be shown; the same where everything may. */
export interface Shown {
  readonly asked: Selections
  readonly allowed: Selections
}

const EMPTY_OBJECT = jsonPiece('{}')
const EMPTY_LIST = jsonPiece('[]')

/** Writes the whole answer from the data of the root. */
export function compileWriter(
  options: WriterOptions,
  root: GraphQLCompositeType,
  shown: Shown,
): (data: Data, writing: Writing) => void {
  const fields = compileFields(options, root, shown, '')
  return (data, writing) => {
    if (!writeFields(fields, data, writing)) writing.text.addNull()
  }
}

interface WrittenField {
  readonly key: string
  /** What stands before the value. */
  readonly opening: JsonPiece
  readonly read: (object: Data) => unknown
  readonly write: Write
  readonly nonNull: boolean
  /** For messages: `Type.field`. */
  readonly label: string
}

function writeFields(fields: readonly WrittenField[], object: Data, writing: Writing): true | undefined {
  const { text, path } = writing
  const start = text.length
  for (const { key, opening, read, write, nonNull, label } of fields) {
    text.addPiece(opening)
    path.push(key)
    const written = write(read(object), writing)
    if (written === null && nonNull) fail(writing, `Cannot return null for non-nullable field ${label}.`)
    path.pop()
    if (written) continue
    if (nonNull) return takeBack(writing, start)
    text.addNull()
  }
  text.addPiece(fields.length > 0 ? OBJECT_END : EMPTY_OBJECT)
  return true
}

function compileFields(
  options: WriterOptions,
  type: GraphQLCompositeType,
  { asked, allowed }: Shown,
  path: string,
): WrittenField[] {
  const { schema, conditions } = options
  const allowedFields = shownFields(schema, allowed, type, conditions)
  const fields = asked === allowed ? allowedFields : shownFields(schema, asked, type, conditions)
  return [...fields].map(([key, nodes], index) => {
    const allowedNodes = allowedFields.get(key)
    const [node] = nodes
    const common = { key, opening: memberOpening(key, index), label: `${type.name}.${node.name.value}` }
    if (node.name.value === '__typename') return { ...common, ...compileTypename(type) }
    if (isIntrospection(node)) return { ...common, ...compileIntrospection(options, nodes) }
    const definition = 'getFields' in type ? type.getFields()[node.name.value] : undefined
    if (!definition) throw new Error(`unreachable: a validated operation selects ${common.label}`)
    const nonNull = isNonNullType(definition.type)
    // What the caller may not see is null, whatever was fetched.
    if (!allowedNodes) return { ...common, nonNull, read: nothing, write: writeNull }
    const below = {
      asked: selectionsOf(nodes, asked),
      allowed: asked === allowed ? selectionsOf(nodes, asked) : selectionsOf(allowedNodes, allowed),
    }
    const shown = asked === allowed ? { asked: below.asked, allowed: below.asked } : below
    const planKey = options.planKey(node)
    const write = compileValue(options, definition.type, {
      shown,
      label: common.label,
      path: keyBelow(path, planKey),
    })
    return { ...common, nonNull, read: reader(planKey), write }
  })
}

const nothing = () => null
const writeNull: Write = () => null

const selectionsOf = (nodes: readonly FieldNode[], { fragments }: Selections): Selections => ({
  sets: nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
  fragments,
})

/** An interface's name is no answer: the object's own type could not be found out. */
function compileTypename(type: GraphQLCompositeType): Pick<WrittenField, 'nonNull' | 'read' | 'write'> {
  if (!isObjectType(type)) return { nonNull: true, read: nothing, write: writeNull }
  const name = jsonPiece(JSON.stringify(type.name))
  const write: Write = (_, { text }) => {
    text.addPiece(name)
    return true
  }
  return { nonNull: true, read: nothing, write }
}

function compileIntrospection(
  { schema, introspection }: WriterOptions,
  nodes: readonly FieldNode[],
): Pick<WrittenField, 'nonNull' | 'read' | 'write'> {
  const write: Write = (_, { variables, text }) => {
    const json = introspect(schema, introspection, nodes, variables)
    if (json === null) return null
    text.add(json)
    return true
  }
  return { nonNull: false, read: nothing, write }
}

/** A value that is to be written: what of it, its name in messages, and the key of where the plan has it. */
interface Position {
  readonly shown: Shown
  readonly label: string
  readonly path: string
}

function compileValue(options: WriterOptions, type: GraphQLOutputType, position: Position): Write {
  if (isNonNullType(type)) return compileValue(options, type.ofType, position)
  if (isListType(type)) return compileList(options, type.ofType, { ...position, path: keyBelow(position.path, '@') })
  const named = getNamedType(type)
  if (!isLeafType(named)) return shareText(options, position, compileObject(options, named, position))
  const writeLeaf = compileLeaf(named)
  return (value, writing) => {
    if (value === null || value === undefined) return null
    if (writeLeaf(value, writing.text, writing.unescaped)) return true
    return fail(writing, `Invalid value found for ${position.label}.`)
  }
}

function compileList(options: WriterOptions, itemType: GraphQLOutputType, position: Position): Write {
  const { label } = position
  const writeItem = compileValue(options, itemType, position)
  const nonNull = isNonNullType(itemType)
  return (value, writing) => {
    if (value === null || value === undefined) return null
    if (!Array.isArray(value)) return fail(writing, `Invalid value found for ${label}: no list.`)
    const { text, path } = writing
    const start = text.length
    for (let index = 0; index < value.length; index += 1) {
      text.addPiece(index > 0 ? COMMA : LIST_START)
      path.push(index)
      const written = writeItem(value[index], writing)
      if (written === null && nonNull) fail(writing, `Cannot return null for non-nullable element of ${label}.`)
      path.pop()
      if (written) continue
      if (nonNull) return takeBack(writing, start)
      text.addNull()
    }
    text.addPiece(value.length > 0 ? LIST_END : EMPTY_LIST)
    return true
  }
}

function compileObject(options: WriterOptions, type: GraphQLCompositeType, { shown, label, path }: Position): Write {
  const { schema } = options
  const forms = new Map<unknown, readonly WrittenField[]>()
  const formOf = (typename: unknown): readonly WrittenField[] | null => {
    const known = forms.get(typename)
    if (known) return known
    // A subgraph may have a name of its own for the root type.
    const own = typename === undefined || type === schema.getQueryType() ? type : schema.getType(String(typename))
    if (!isCompositeType(own) || !isOfType(schema, own.name, type.name)) return null
    const form = compileFields(options, own, shown, path)
    forms.set(typename, form)
    return form
  }
  return (value, writing) => {
    if (value === null || value === undefined) return null
    if (!isObject(value)) return fail(writing, `Invalid value found for ${label}: no object.`)
    const form = formOf(value.__typename)
    // The name is not repeated: it may be of a type that clients must not know.
    if (!form) return fail(writing, `Invalid __typename found for ${label}.`)
    return writeFields(form, value, writing)
  }
}

/** Writes an object that stands in several places once, unless there is something to tell of each place. */
function shareText({ shareable }: WriterOptions, { path }: Position, write: Write): Write {
  if (!shareable.has(path)) return write
  return (value, writing) => {
    const { text, written, incomplete } = writing
    const known = written.get(value as Data)
    if (known) {
      text.repeat(known.from, known.to)
      return true
    }
    const [from, faults] = [text.length, incomplete.length]
    const outcome = write(value, writing)
    if (outcome && incomplete.length === faults) written.set(value as Data, { from, to: text.length })
    return outcome
  }
}
