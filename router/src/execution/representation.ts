import type { FetchDataRewrite, QueryPlanSelectionNode } from '@apollo/query-planner'
import type { GraphQLSchema } from 'graphql'
import type { Data } from './execution.ts'
import { COMMA, type JsonPiece, JsonText, LIST_END, LIST_START, memberOpening, OBJECT_END } from './json-text.ts'
import { isObject, reader } from './own-value.ts'
import { isOfType } from './type-condition.ts'

/** How entities of one type are represented. */
export interface RepresentationForm {
  /**
   * A value that is equal for entities of this form which the subgraph could not tell apart; undefined where not all that
   * it must know is known, so that it is not asked.
   */
  identify(entity: Data): unknown
  /** Adds the representation to a text; false, and nothing added, where not all that it needs is known. */
  write: Write<Data>
}

type Write<Value> = (value: Value, text: JsonText, unescaped: boolean) => boolean

interface RepresentedField {
  /** What stands before the value. */
  readonly opening: JsonPiece
  readonly read: (object: Data) => unknown
  readonly write: Write<unknown>
}

/**
 * Compiles `requires` of an entity fetch with its input rewrites. Each type of entity gets a form of its own when the
 * first one is met.
 */
export function compileRepresentation(
  schema: GraphQLSchema,
  requires: readonly QueryPlanSelectionNode[],
  rewrites: readonly FetchDataRewrite[] = [],
): (entity: Data) => RepresentationForm | undefined {
  const formOf = compileForms(schema, requires, rewrites)
  // A subgraph could tell nothing of an object of unknown type.
  return (entity) => (typeof entity.__typename === 'string' ? formOf(entity) : undefined)
}

function compileForms(
  schema: GraphQLSchema,
  selections: readonly QueryPlanSelectionNode[],
  rewrites: readonly FetchDataRewrite[],
): (object: Data) => RepresentationForm {
  const forms = new Map<unknown, RepresentationForm>()
  return ({ __typename: typename }) => {
    const known = forms.get(typename)
    if (known) return known
    const form = compileForm(schema, { selections, rewrites, typename })
    // Subgraphs choose these names; unknown ones are not worth remembering.
    if (typename === undefined || schema.getType(String(typename))) forms.set(typename, form)
    return form
  }
}

interface FormOptions {
  readonly selections: readonly QueryPlanSelectionNode[]
  readonly rewrites: readonly FetchDataRewrite[]
  readonly typename: unknown
}

function compileForm(schema: GraphQLSchema, { selections, rewrites, typename }: FormOptions): RepresentationForm {
  const fields = [...collectFields(schema, selections, typename)].map(([key, below], index): RepresentedField => {
    const applying = rewrites.flatMap((rewrite) => rewriteBelow(schema, rewrite, typename, key))
    const own = applying.filter(({ path }) => path.length === 0)
    const setter = own.find((rewrite) => rewrite.kind === 'ValueSetter')
    const renamer = own.find((rewrite) => rewrite.kind === 'KeyRenamer')
    const value = below.length > 0 ? compileValue(schema, below, applying) : writeLeaf
    return {
      opening: memberOpening(renamer ? renamer.renameKeyTo : key, index),
      read: reader(key),
      write: setter ? (known, text) => known !== undefined && writeLeaf(setter.setValueTo, text, false) : value,
    }
  })
  const write: Write<Data> = (object, text, unescaped) => writeFields(fields, object, text, unescaped)
  const identifyByText = (entity: Data) => textOf(write, entity)
  const [key, ...others] = [...collectFields(schema, selections, typename).keys()].filter(
    (name) => name !== '__typename',
  )
  if (key === undefined || others.length > 0) return { identify: identifyByText, write }
  // A single key tells entities of one type apart as it is, without being written.
  const read = reader(key)
  return {
    identify(entity) {
      const value = read(entity)
      return typeof value === 'object' ? identifyByText(entity) : value
    },
    write,
  }
}

const identity = new JsonText()

function textOf(write: Write<Data>, entity: Data): string | undefined {
  identity.restart()
  return write(entity, identity, false) ? identity.take() : undefined
}

function writeFields(fields: readonly RepresentedField[], object: Data, text: JsonText, unescaped: boolean): boolean {
  const start = text.length
  for (const { opening, read, write } of fields) {
    text.addPiece(opening)
    if (write(read(object), text, unescaped)) continue
    text.cut(start)
    return false
  }
  if (fields.length > 0) text.addPiece(OBJECT_END)
  return fields.length > 0
}

/** What is required of an object of one type: response keys with the selections below them. */
function collectFields(
  schema: GraphQLSchema,
  selections: readonly QueryPlanSelectionNode[],
  typename: unknown,
  fields = new Map<string, QueryPlanSelectionNode[]>(),
): Map<string, QueryPlanSelectionNode[]> {
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      const key = selection.alias ?? selection.name
      fields.set(key, [...(fields.get(key) ?? []), ...(selection.selections ?? [])])
    } else if (selection.typeCondition === undefined || isOfType(schema, typename, selection.typeCondition))
      collectFields(schema, selection.selections, typename, fields)
  }
  return fields
}

const CONDITION = '... on '

/** The part of a rewrite that is left for what is below one field of objects of one type; nothing if it goes elsewhere. */
function rewriteBelow(
  schema: GraphQLSchema,
  rewrite: FetchDataRewrite,
  typename: unknown,
  key: string,
): FetchDataRewrite[] {
  const [step, ...rest] = rewrite.path
  if (step?.startsWith(CONDITION)) {
    const applies = typename === undefined || isOfType(schema, typename, step.slice(CONDITION.length))
    return applies ? rewriteBelow(schema, { ...rewrite, path: rest }, typename, key) : []
  }
  return step === key ? [{ ...rewrite, path: rest }] : []
}

function compileValue(
  schema: GraphQLSchema,
  selections: readonly QueryPlanSelectionNode[],
  rewrites: readonly FetchDataRewrite[],
): Write<unknown> {
  const formOf = compileForms(schema, selections, rewrites)
  const write: Write<unknown> = (value, text, unescaped) => {
    if (Array.isArray(value)) return writeList(value, write, text, unescaped)
    if (!isObject(value)) return writeLeaf(value, text, unescaped)
    if (!formOf(value).write(value, text, unescaped)) text.addNull()
    return true
  }
  return write
}

/** An element that is not wholly known is null, as the list as a whole is. */
function writeList(values: readonly unknown[], write: Write<unknown>, text: JsonText, unescaped: boolean): true {
  text.addPiece(LIST_START)
  for (let index = 0; index < values.length; index += 1) {
    if (index > 0) text.addPiece(COMMA)
    if (!write(values[index], text, unescaped)) text.addNull()
  }
  text.addPiece(LIST_END)
  return true
}

function writeLeaf(value: unknown, text: JsonText, unescaped: boolean): boolean {
  if (value !== undefined) text.addValue(value, unescaped)
  return value !== undefined
}
