import type { FetchDataRewrite, QueryPlanSelectionNode } from '@apollo/query-planner'
import type { GraphQLSchema } from 'graphql'
import type { Data } from './execution.ts'
import { isObject, reader } from './own-value.ts'
import { isOfType } from './type-condition.ts'
import { writeJson } from './write-json.ts'

/** How entities of one type are represented. */
export interface RepresentationForm {
  /**
   * A value that is equal for entities of this form which the subgraph could not tell apart; undefined where not all that
   * it must know is known, so that it is not asked.
   */
  identify(entity: Data): unknown
  /** The representation as JSON. */
  write(entity: Data): string | undefined
}

interface RepresentedField {
  /** The key as JSON, with its colon. */
  readonly name: string
  readonly read: (object: Data) => unknown
  readonly write: (value: unknown) => string | undefined
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
  const fields = [...collectFields(schema, selections, typename)].map(([key, below]): RepresentedField => {
    const applying = rewrites.flatMap((rewrite) => rewriteBelow(schema, rewrite, typename, key))
    const own = applying.filter(({ path }) => path.length === 0)
    const setter = own.find((rewrite) => rewrite.kind === 'ValueSetter')
    const renamer = own.find((rewrite) => rewrite.kind === 'KeyRenamer')
    const value = below.length > 0 ? compileValue(schema, below, applying) : writeLeaf
    const constant = setter && JSON.stringify(setter.setValueTo)
    return {
      name: `${JSON.stringify(renamer ? renamer.renameKeyTo : key)}:`,
      read: reader(key),
      write: constant === undefined ? value : (known) => (known === undefined ? undefined : constant),
    }
  })
  const write = (object: Data) => writeFields(fields, object)
  const [key, ...others] = [...collectFields(schema, selections, typename).keys()].filter(
    (name) => name !== '__typename',
  )
  if (key === undefined || others.length > 0) return { identify: write, write }
  // A single key tells entities of one type apart as it is, without being written.
  const read = reader(key)
  return {
    identify(entity) {
      const value = read(entity)
      return typeof value === 'object' ? write(entity) : value
    },
    write,
  }
}

function writeFields(fields: readonly RepresentedField[], object: Data): string | undefined {
  let text = ''
  for (const { name, read, write } of fields) {
    const value = write(read(object))
    if (value === undefined) return undefined
    text += `${text === '' ? '{' : ','}${name}${value}`
  }
  return text === '' ? undefined : `${text}}`
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
): (value: unknown) => string | undefined {
  const formOf = compileForms(schema, selections, rewrites)
  const write = (value: unknown): string | undefined => {
    if (value === null) return 'null'
    if (isObject(value)) return formOf(value).write(value) ?? 'null'
    return Array.isArray(value) ? writeList(value, write) : writeLeaf(value)
  }
  return write
}

function writeList(values: readonly unknown[], write: (value: unknown) => string | undefined): string {
  // An element that is not wholly known is null, as the list as a whole is.
  return `[${values.map((value) => write(value) ?? 'null').join(',')}]`
}

const writeLeaf = (value: unknown): string | undefined => (value === undefined ? undefined : writeJson(value))
