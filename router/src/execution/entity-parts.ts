import type { FetchNode } from '@apollo/query-planner'
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type NameNode,
  type OperationDefinitionNode,
  parse,
  print,
  visit,
} from 'graphql'
import type { PlanPath } from './objects-at-path.ts'
import type { PlannedFetch } from './read-plan.ts'

/** Entity fetches of one request that ask the same of entities at different paths. */
export interface EntityPart {
  readonly node: FetchNode
  readonly paths: readonly PlanPath[]
  /** Response key of its `_entities`. */
  readonly alias: string
  /** Its own names for variables of the fetch, the one for representations first. */
  readonly variables: ReadonlyMap<string, string>
}

/** Entity fetches as one operation: a field `_entities` for each part, with its own representations. */
export interface EntityOperation {
  readonly text: string
  readonly parts: readonly EntityPart[]
}

const ENTITIES = '_entities'
const REPRESENTATIONS = 'representations'

/** Puts the entity fetches of one request together. A single one stays as the planner wrote it. */
export function joinEntityFetches(fetches: readonly PlannedFetch[]): EntityOperation {
  const groups = [...Map.groupBy(fetches, ({ node }) => whatIsAsked(node)).values()]
  const prefix = freePrefix(fetches)
  const parts = groups.flatMap((group, index) => {
    const node = group[0]?.node
    const paths = group.map(({ path }) => path)
    if (!node) return []
    return groups.length === 1
      ? [{ node, paths, alias: ENTITIES, variables: new Map([[REPRESENTATIONS, REPRESENTATIONS]]) }]
      : [{ node, paths, alias: `_e${index}`, variables: new Map([[REPRESENTATIONS, `${prefix}${index}`]]) }]
  })
  const [first] = parts
  if (!first || parts.length === 1) return { text: first?.node.operation ?? '', parts }
  return { text: joinParts(parts), parts }
}

/** Begins no variable of the client's. */
function freePrefix(fetches: readonly PlannedFetch[]): string {
  const taken = fetches.flatMap(({ node }) => node.variableUsages ?? [])
  let prefix = '_r'
  while (taken.some((name) => name.startsWith(prefix))) prefix = `_${prefix}`
  return prefix
}

/** Equal for fetches whose answers are equal for equal representations; operation names differ in each fetch. */
function whatIsAsked({ operation, requires, inputRewrites, outputRewrites, contextRewrites }: FetchNode): string {
  const document = visit(parse(operation, { noLocation: true }), {
    OperationDefinition: ({ name: _, ...definition }) => definition,
  })
  return JSON.stringify([print(document), requires, inputRewrites, outputRewrites, contextRewrites])
}

/** Writes parts as one operation. */
export function joinParts(parts: readonly EntityPart[]): string {
  const documents = parts.map(rename)
  const operations = documents.flatMap((document) => document.operation)
  const [first] = operations
  if (!first) throw new Error('unreachable: a fetch without an operation')
  const variables = new Map(
    operations.flatMap(({ variableDefinitions = [] }) =>
      variableDefinitions.map((definition) => [definition.variable.name.value, definition] as const),
    ),
  )
  const joined: OperationDefinitionNode = {
    ...first,
    variableDefinitions: [...variables.values()],
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: operations.flatMap(({ selectionSet }) => selectionSet.selections),
    },
  }
  return print({ kind: Kind.DOCUMENT, definitions: [joined, ...documents.flatMap(({ fragments }) => fragments)] })
}

interface RenamedDocument {
  readonly operation: OperationDefinitionNode
  readonly fragments: readonly FragmentDefinitionNode[]
}

/** A fetch's document with names of its own for its representations, its field and its fragments. */
function rename({ node, alias, variables }: EntityPart): RenamedDocument {
  const document: DocumentNode = visit(parse(node.operation, { noLocation: true }), {
    Variable(found) {
      const own = variables.get(found.name.value)
      return own === undefined ? undefined : { ...found, name: nameOf(own) }
    },
    Field: (field): FieldNode | undefined =>
      field.name.value === ENTITIES ? { ...field, alias: nameOf(alias) } : undefined,
    FragmentSpread: (spread) => ({ ...spread, name: nameOf(`${spread.name.value}${alias}`) }),
    FragmentDefinition: (fragment) => ({ ...fragment, name: nameOf(`${fragment.name.value}${alias}`) }),
  })
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  if (!operation) throw new Error('unreachable: a fetch without an operation')
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
  return { operation, fragments }
}

const nameOf = (value: string): NameNode => ({ kind: Kind.NAME, value })
