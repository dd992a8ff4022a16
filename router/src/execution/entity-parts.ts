import type { FetchNode } from '@apollo/query-planner'
import {
  type ArgumentNode,
  Kind,
  type NameNode,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type VariableNode,
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
  const groups = fetches.length === 1 ? [fetches] : [...Map.groupBy(fetches, ({ node }) => whatIsAsked(node)).values()]
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
function whatIsAsked(fetch: FetchNode): string {
  const { operation, operationName = '', requires, inputRewrites, outputRewrites, contextRewrites } = fetch
  // The keyword stands before the name, and nothing else.
  return JSON.stringify([
    operation.replace(operationName, ''),
    requires,
    inputRewrites,
    outputRewrites,
    contextRewrites,
  ])
}

/** Writes parts as one operation. */
export function joinParts(parts: readonly EntityPart[]): string {
  const operations = parts.map(rename)
  const [first] = operations
  if (!first) throw new Error('unreachable: a request without a fetch')
  const variables = new Map(
    operations.flatMap(({ variableDefinitions = [] }) =>
      variableDefinitions.map((definition) => [definition.variable.name.value, definition] as const),
    ),
  )
  return print({
    ...first,
    variableDefinitions: [...variables.values()],
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: operations.flatMap(({ selectionSet }) => selectionSet.selections),
    },
  })
}

/** A fetch's operation with names of its own for its field and its variables. The planner writes no named fragments. */
function rename({ node, alias, variables }: EntityPart): OperationDefinitionNode {
  const [operation] = parse(node.operation, { noLocation: true }).definitions
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('unreachable: a fetch without an operation')
  const ownVariable = (variable: VariableNode): VariableNode => {
    const own = variables.get(variable.name.value)
    return own === undefined ? variable : { ...variable, name: nameOf(own) }
  }
  const ownArgument = (argument: ArgumentNode): ArgumentNode =>
    argument.value.kind === Kind.VARIABLE ? { ...argument, value: ownVariable(argument.value) } : argument
  const ownSelection = (selection: SelectionNode): SelectionNode =>
    selection.kind === Kind.FIELD && selection.name.value === ENTITIES
      ? { ...selection, alias: nameOf(alias), arguments: (selection.arguments ?? []).map(ownArgument) }
      : selection
  const { variableDefinitions = [], selectionSet } = operation
  const renamed = {
    ...operation,
    variableDefinitions: variableDefinitions.map((each) => ({ ...each, variable: ownVariable(each.variable) })),
    selectionSet: { ...selectionSet, selections: selectionSet.selections.map(ownSelection) },
  }
  // Representations stand at that field alone, what else is renamed anywhere.
  return variables.size > 1 ? visit(renamed, { Variable: ownVariable }) : renamed
}

const nameOf = (value: string): NameNode => ({ kind: Kind.NAME, value })
