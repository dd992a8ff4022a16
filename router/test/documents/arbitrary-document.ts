import fc from 'fast-check'
import { type GraphQLCompositeType, type GraphQLSchema, isCompositeType, parse, validate } from 'graphql'
import { type Draft, type DraftStyle, finishDraft } from './draft.ts'
import { draftSelection } from './draft-selection.ts'
import { createTape } from './tape.ts'

/** A document of one operation with the variables that a client sends. */
export interface ArbitraryRequest {
  readonly document: string
  readonly variables: Record<string, unknown>
}

const PLAIN: DraftStyle = { words: ['x', 'y'], hostile: false, introspection: false }

/**
 * Valid documents of one operation: aliases, inline fragments of every kind, named ones in several places, conditions, and
 * arguments with values and variables.
 */
export const arbitraryRequest = (
  schema: GraphQLSchema,
  style: Partial<DraftStyle> = {},
): fc.Arbitrary<ArbitraryRequest> =>
  fc
    .array(fc.nat(9_973), { minLength: 60, maxLength: 300 })
    .map((decisions) => draftRequest(schema, decisions, { ...PLAIN, ...style }))
    .filter(({ document }) => validate(schema, parse(document)).length === 0)

export const arbitraryDocument = (schema: GraphQLSchema): fc.Arbitrary<string> =>
  arbitraryRequest(schema).map(({ document }) => document)

export function draftRequest(schema: GraphQLSchema, decisions: readonly number[], style: DraftStyle): ArbitraryRequest {
  const tape = createTape(decisions)
  const draft: Draft = { schema, tape, style, fragments: [], variables: new Map(), keys: new Map() }
  const types = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLCompositeType => isCompositeType(type) && !type.name.startsWith('__'),
  )
  const kind = schema.getMutationType() && tape.next(5) === 4 ? 'mutation' : 'query'
  for (let count = tape.next(5); count > 0; count -= 1) {
    const type = types[tape.next(types.length)]
    if (!type) continue
    const name = `F${draft.fragments.length}`
    const text = `fragment ${name} on ${type.name} ${draftSelection(draft, type, 3)}`
    draft.fragments.push({ name, type: type.name, text })
  }
  const root = kind === 'query' ? schema.getQueryType() : schema.getMutationType()
  if (!root) throw new Error('every schema has a query type')
  return finishDraft(draft, kind, draftSelection(draft, root, 6))
}
