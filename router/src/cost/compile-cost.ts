import type { FetchNode, PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner'
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  valueFromASTUntyped,
} from 'graphql'
import { runtimeTypes } from './collect-fields.ts'
import { compileSelection } from './compile-selection.ts'
import type { CostFormula, FetchCosts } from './cost.ts'
import type { CostModel } from './cost-model.ts'
import type { CostedSelection } from './costed-selection.ts'
import { bounded, type Evaluation, type Expression, evaluate, maximum, sum } from './expression.ts'
import { measureCost } from './measure-cost.ts'
import { createPlaces, type Places } from './places.ts'

/** Each request to a subgraph that changes something (Apollo). */
const MUTATION_COST = 10

/** One fetch with all that its actual cost needs. */
interface CostedFetch {
  readonly base: number
  readonly selection: CostedSelection
  readonly estimate: Expression
}

/** A plan while it is compiled. */
interface Compilation {
  readonly model: CostModel
  readonly places: Places
  readonly fetches: Map<string, CostedFetch>
  /** Defaults of the operation's variables. */
  readonly defaults: Record<string, unknown>
}

interface CostOptions {
  readonly plan: QueryPlan
  readonly model: CostModel
}

/**
 * Compiles the cost of a plan to a formula that needs nothing but variables (docs/api/cost.md explains each rule). It does
 * so at the first need, which never comes where nothing is charged; a fetch that does not fit the supergraph throws then.
 */
export function compileCost(options: CostOptions): CostFormula {
  let compiled: CostFormula | undefined
  const formula = () => {
    compiled ??= compileFormula(options)
    return compiled
  }
  return {
    estimate: (variables) => formula().estimate(variables),
    run: (variables) => formula().run(variables),
  }
}

function compileFormula({ plan, model }: CostOptions): CostFormula {
  const compilation: Compilation = {
    model,
    places: createPlaces(model.defaultListSize),
    fetches: new Map(),
    defaults: Object.create(null),
  }
  const estimate = compileNode(compilation, plan.node, [])
  const { fetches, defaults } = compilation
  const evaluationOf = (variables: Readonly<Record<string, unknown>>): Evaluation => ({
    variables: Object.assign(Object.create(null), defaults, variables),
    known: new Map(),
  })
  // Many operations have none, and all runs of those cost by the same rules.
  const withoutVariables = costsOf(fetches, evaluationOf({}))
  return {
    estimate: (variables) => (typeof estimate === 'number' ? estimate : estimate(evaluationOf(variables))),
    run: (variables) =>
      Object.keys(variables).length === 0 ? withoutVariables : costsOf(fetches, evaluationOf(variables)),
  }
}

function costsOf(fetches: ReadonlyMap<string, CostedFetch>, evaluation: Evaluation): FetchCosts {
  const fetchOf = (operation: string): CostedFetch => {
    const fetch = fetches.get(operation)
    if (!fetch) throw new Error('unreachable: a fetch that is not part of the plan')
    return fetch
  }
  return {
    expected: (operation) => evaluate(fetchOf(operation).estimate, evaluation),
    actual(operation, data) {
      const { base, selection } = fetchOf(operation)
      return data ? bounded(base + measureCost(selection, data, evaluation)) : base
    },
  }
}

function compileNode(
  compilation: Compilation,
  node: PlanNode | SubscriptionNode | undefined,
  path: readonly string[],
): Expression {
  if (!node) return 0
  const all = (nodes: readonly (PlanNode | undefined)[]) =>
    sum(nodes.map((each) => compileNode(compilation, each, path)))
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return all(node.nodes)
    case 'Fetch':
      return compileFetch(compilation, node, path)
    case 'Flatten':
      return compileNode(compilation, node.node, [...path, ...node.path.map(String)])
    case 'Condition':
      return choose(node.condition, all([node.ifClause]), all([node.elseClause]))
    case 'Defer':
      return all([node.primary.node, ...node.deferred.map((deferred) => deferred.node)])
    case 'Subscription':
      return all([node.primary, node.rest])
    default:
      throw new Error(`unreachable: plan node ${(node satisfies never as PlanNode).kind}`)
  }
}

/** The branch that the variable takes; the dearer one where it is no boolean. */
function choose(variable: string, yes: Expression, no: Expression): Expression {
  const either = maximum([yes, no])
  return (evaluation) => {
    const value = evaluation.variables[variable]
    const branch = value === true ? yes : value === false ? no : either
    return evaluate(branch, evaluation)
  }
}

function compileFetch(compilation: Compilation, fetch: FetchNode, path: readonly string[]): Expression {
  const { model, places, fetches } = compilation
  const document = parse(fetch.operation, { noLocation: true })
  const definition = operationOf(document)
  readDefaults(compilation.defaults, definition)
  const context = {
    model,
    schema: model.schema,
    fragments: fragmentsOf(document),
    entities: places.at(path),
    known: new Map(),
  }
  const root = runtimeTypes(model.schema, model.schema.getRootType(definition.operation))
  const selection = compileSelection(context, definition.selectionSet, root)
  const base = definition.operation === 'mutation' ? MUTATION_COST : 0
  const estimate = sum([base, ...selection.variants.map((variant) => variant.estimate)])
  fetches.set(fetch.operation, { base, selection, estimate })
  places.add(path, fetch.requires ? entitiesIn(selection) : selection, renamedBy(fetch))
  return estimate
}

function operationOf({ definitions }: DocumentNode): OperationDefinitionNode {
  const operation = definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  if (!operation) throw new Error('unreachable: a fetch without an operation')
  return operation
}

const fragmentsOf = ({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> =>
  new Map(
    definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((definition) => [definition.name.value, definition]),
  )

/** The operation's variables keep their names and defaults in its fetches. */
function readDefaults(defaults: Record<string, unknown>, { variableDefinitions = [] }: OperationDefinitionNode): void {
  for (const { variable, defaultValue } of variableDefinitions)
    if (defaultValue) defaults[variable.name.value] = valueFromASTUntyped(defaultValue)
}

/** What an entity fetch selects on the objects that it is about. */
const entitiesIn = ({ variants }: CostedSelection): CostedSelection => ({
  variants: variants.flatMap(({ fields }) => fields.flatMap(({ selection }) => selection?.variants ?? [])),
})

/** Keys of the fetch's answer that the executor renames, with what they become. */
const renamedBy = ({ outputRewrites = [] }: FetchNode): Map<string, string> =>
  new Map(
    outputRewrites.flatMap((rewrite) =>
      rewrite.kind === 'KeyRenamer' ? [[rewrite.path.at(-1) ?? '', rewrite.renameKeyTo] as const] : [],
    ),
  )
