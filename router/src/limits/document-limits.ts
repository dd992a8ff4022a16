import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql'
import { DEEPEST_VALUE } from './deepest-value.ts'

/** What one document may hold at most; each figure is of one operation with its fragments expanded. */
export interface DocumentLimits {
  /** Fields in fields, the leaf included. The schema's own description has a limit of its own. */
  readonly depth: number
  readonly aliases: number
  readonly rootFields: number
  readonly selections: number
  /** Of the whole document, nothing expanded. */
  readonly directives: number
}

/** The usual introspection query needs 15 levels: types, fields, arguments and nine wrapping types. */
const DEEPEST_INTROSPECTION = 20
/** Every operation is validated together with all the fragments that it reaches. */
const MOST_OPERATIONS = 20
const MOST_FRAGMENTS = 200
/** Fragments in fragments add no level of fields, but whatever works on a document recurses into them. */
const DEEPEST_NESTING = 250

const INTROSPECTION_FIELDS: ReadonlySet<string> = new Set(['__schema', '__type'])

/** Sizes of a selection set as if every fragment were written out. */
interface Size {
  depth: number
  introspectionDepth: number
  /** Fields and fragments in one another. */
  nesting: number
  aliases: number
  selections: number
  /** Fields of the set itself. */
  fields: number
}

/**
 * Names every limit that a parsed document exceeds. It runs before validation and takes time in proportion to the text,
 * however much the fragments of the document multiply each other: each is measured once.
 */
export function checkDocumentLimits(document: DocumentNode, limits: DocumentLimits): readonly GraphQLError[] {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
  const measure = createMeasure(fragments)
  const sizes = operations.map((operation) => ({ operation, size: measure.operation(operation) }))
  return [
    ...exceeding(undefined, 'operations', operations.length, MOST_OPERATIONS),
    ...exceeding(undefined, 'fragments', fragments.length, MOST_FRAGMENTS),
    ...exceeding(undefined, 'levels in a value', deepestValue(document), DEEPEST_VALUE),
    ...exceeding(undefined, 'directives', measure.directives(), limits.directives),
    ...sizes.flatMap(({ operation, size }) => [
      ...exceeding(operation, 'levels', size.depth, limits.depth),
      ...exceeding(operation, 'levels of introspection', size.introspectionDepth, DEEPEST_INTROSPECTION),
      ...exceeding(operation, 'levels of fields and fragments', size.nesting, DEEPEST_NESTING),
      ...exceeding(operation, 'aliases', size.aliases, limits.aliases),
      ...exceeding(operation, 'root fields', size.fields, limits.rootFields),
      ...exceeding(operation, 'fields', size.selections, limits.selections),
    ]),
  ]
}

/** The real figure is not told: it may be astronomical, and only the limit helps. */
function exceeding(operation: OperationDefinitionNode | undefined, what: string, size: number, limit: number) {
  if (size <= limit) return []
  const holder = operation ? 'An operation' : 'A document'
  const hint = operation ? ', fragments expanded' : ''
  return [new GraphQLError(`${holder} may have at most ${limit} ${what}${hint}.`, { nodes: operation ?? null })]
}

/** Lists and objects in one another, in arguments and defaults. */
function deepestValue(document: DocumentNode): number {
  let depth = 0
  let deepest = 0
  const level = {
    enter() {
      depth += 1
      deepest = Math.max(deepest, depth)
    },
    leave() {
      depth -= 1
    },
  }
  visit(document, { ListValue: level, ObjectValue: level })
  return deepest
}

function createMeasure(fragments: readonly FragmentDefinitionNode[]) {
  const definitions = new Map(fragments.map((fragment) => [fragment.name.value, fragment]))
  const known = new Map<string, Size>()
  let directives = 0

  const measureSet = ({ selections }: SelectionSetNode): Size => {
    const total = emptySize()
    for (const selection of selections) {
      directives += selection.directives?.length ?? 0
      add(total, measureSelection(selection))
    }
    return total
  }
  const measureSelection = (selection: SelectionNode): Size => {
    if (selection.kind === Kind.FIELD) return measureField(selection)
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT
        ? measureSet(selection.selectionSet)
        : measureFragment(selection.name.value)
    return { ...inner, nesting: 1 + inner.nesting }
  }
  const measureField = ({ name, alias, selectionSet }: FieldNode): Size => {
    const inner = selectionSet ? measureSet(selectionSet) : emptySize()
    const introspects = INTROSPECTION_FIELDS.has(name.value)
    return {
      depth: introspects ? 1 : 1 + inner.depth,
      nesting: 1 + inner.nesting,
      introspectionDepth: introspects ? 1 + inner.depth : inner.introspectionDepth,
      aliases: inner.aliases + (alias ? 1 : 0),
      selections: inner.selections + 1,
      fields: 1,
    }
  }
  const measureFragment = (name: string): Size => {
    const size = known.get(name)
    if (size) return size
    // Inside a cycle the fragment counts nothing; validation refuses the cycle.
    known.set(name, emptySize())
    const definition = definitions.get(name)
    const measured = definition ? measureSet(definition.selectionSet) : emptySize()
    known.set(name, measured)
    return measured
  }

  for (const { directives: own } of fragments) directives += own?.length ?? 0
  return {
    operation(operation: OperationDefinitionNode): Size {
      const variables = operation.variableDefinitions ?? []
      for (const node of [operation, ...variables]) directives += node.directives?.length ?? 0
      return measureSet(operation.selectionSet)
    },
    /** Directives of all that was measured. */
    directives: () => directives,
  }
}

const emptySize = (): Size => ({
  depth: 0,
  introspectionDepth: 0,
  nesting: 0,
  aliases: 0,
  selections: 0,
  fields: 0,
})

function add(total: Size, part: Size): void {
  total.depth = Math.max(total.depth, part.depth)
  total.introspectionDepth = Math.max(total.introspectionDepth, part.introspectionDepth)
  total.nesting = Math.max(total.nesting, part.nesting)
  total.aliases += part.aliases
  total.selections += part.selections
  total.fields += part.fields
}
