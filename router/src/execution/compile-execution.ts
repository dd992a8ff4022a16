import type { QueryPlan } from '@apollo/query-planner'
import { GraphQLError, type GraphQLSchema } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Operation } from '../graph/operation.ts'
import { CLIENTS_OWN, type PlanKeys } from '../graph/plan-keys.ts'
import { clientPath } from './client-path.ts'
import { compileContextualRequest } from './compile-contextual-request.ts'
import { compileEntityRequest, type PlanContext } from './compile-entity-request.ts'
import { compileRootRequest } from './compile-root-request.ts'
import { compileWriter } from './compile-writer.ts'
import { conditionVariables } from './condition-variables.ts'
import type { Data, Execution, ExecutionInput, ExecutionResult } from './execution.ts'
import { JsonText } from './json-text.ts'
import { type PlannedFetch, readPlan } from './read-plan.ts'
import { withBroughtRequirements } from './required-fields.ts'
import type { Run } from './run.ts'
import { type ScheduledRequest, scheduleRequests } from './schedule-requests.ts'
import { isFlat, selectionTreeOf } from './selection-tree.ts'
import { shareablePaths } from './shareable-paths.ts'
import type { Conditions } from './shown-fields.ts'
import type { Writing } from './writing.ts'

export interface ExecutionOptions {
  readonly plan: QueryPlan
  /** What clients see. */
  readonly schema: GraphQLSchema
  /** What the subgraphs have together, hidden elements included: plans name them. */
  readonly supergraphSchema: GraphQLSchema
  /** The operation as the client wrote it: the answer has its form. */
  readonly operation: Pick<Operation, 'definition' | 'fragments'>
  /** What of the operation may be shown: anything else is null. Everything when it is `operation` or absent. */
  readonly allowed?: Pick<Operation, 'definition' | 'fragments'> | null
  /** The names that the plan has for response keys; the client's own when absent. */
  readonly keys?: PlanKeys
}

/** Each answer is written at once, one after the other. */
const answer = new JsonText()

/** Values of `@skip` and `@include` for which an execution is kept compiled. */
const MOST_VARIANTS = 32

/**
 * Compiles a plan to what running it needs: requests with their order, and the writing of the answer. Everything that
 * depends on `@skip` and `@include` is settled per set of their variables' values.
 */
export function compileExecution(options: ExecutionOptions): Execution {
  const names = conditionVariables(options.operation)
  if (names.length === 0) return whenRun(() => compileVariant(options, {}))
  const variants = new LRUCache<string, Execution>({ max: MOST_VARIANTS })
  return {
    run(input) {
      const values = names.map((name) => input.variables[name] === true)
      const key = values.map(Number).join('')
      let variant = variants.get(key)
      if (!variant) {
        const conditions = Object.fromEntries(names.map((name, index) => [name, values[index]]))
        variant = compileVariant(options, conditions)
        variants.set(key, variant)
      }
      return variant.run(input)
    },
  }
}

/** Compiled by the first run, as many operations are refused before. */
function whenRun(compile: () => Execution): Execution {
  let compiled: Execution | undefined
  return {
    run(input) {
      compiled ??= compile()
      return compiled.run(input)
    },
  }
}

function compileVariant(options: ExecutionOptions, conditions: Conditions): Execution {
  const planned = readPlan(options.plan, (variable) => conditions[variable] === true)
  const fetches = withBroughtRequirements(planned, conditions)
  const trees = new Map(fetches.map(({ node }) => [node, selectionTreeOf(node)]))
  const shareable = shareablePaths(fetches, trees)
  const fetchAll = compileRequests(fetches, {
    schema: options.supergraphSchema,
    shareable,
    keepsApart: hasContexts(fetches),
    flat: new Set([...trees].flatMap(([node, tree]) => (isFlat(tree) ? node : []))),
  })
  const write = compileAnswer(options, conditions, shareable)
  const inClientsWords = compileErrorPlacing(options, conditions)
  return {
    async run({ variables, fetch }: ExecutionInput): Promise<ExecutionResult> {
      const run: Run = { variables, fetch, root: {}, shared: new Map(), errors: [], unescaped: true }
      await fetchAll(run)
      answer.restart()
      const { unescaped } = run
      const writing: Writing = { variables, unescaped, text: answer, written: new Map(), path: [], incomplete: [] }
      write(run.root, writing)
      const errors = run.errors.flat().map((error) => inClientsWords(error, run.root))
      return { data: answer.take(), errors, incomplete: writing.incomplete }
    },
  }
}

/** Puts errors where the client asked for what they are about. */
function compileErrorPlacing({ schema, operation, keys = CLIENTS_OWN }: ExecutionOptions, conditions: Conditions) {
  const asked = { sets: [operation.definition.selectionSet], fragments: operation.fragments }
  return (error: GraphQLError, data: Data): GraphQLError => {
    if (!error.path) return error
    const path = clientPath(asked, { schema, keys, conditions }, error.path, data)
    if (path.length === error.path.length && path.every((key, at) => key === error.path?.[at])) return error
    const { extensions, originalError = null } = error
    return new GraphQLError(error.message, { ...(path.length > 0 ? { path } : {}), extensions, originalError })
  }
}

function compileRequests(fetches: readonly PlannedFetch[], context: PlanContext): (run: Run) => Promise<unknown> {
  const requests = scheduleRequests(fetches)
  const indexes = new Map(requests.map((request, index) => [request, index]))
  const compiled = requests.map((request, at) => ({
    send: compileRequest(context, request, at),
    after: request.after.flatMap((before) => indexes.get(before) ?? []),
  }))
  const last = [...requests.keys()].filter((at) => compiled.every(({ after }) => !after.includes(at)))
  return (run: Run): Promise<unknown> => {
    const answered: Promise<unknown>[] = []
    for (const { send, after } of compiled) {
      const before = allOf(after, answered)
      answered.push(before ? sendAfter(before, send, run) : send(run))
    }
    return allOf(last, answered) ?? Promise.resolve()
  }
}

async function sendAfter(before: Promise<unknown>, send: (run: Run) => Promise<void>, run: Run): Promise<void> {
  await before
  await send(run)
}

/** The promises at these places as one; most are alone, and waiting for one of one takes as long as a small request. */
function allOf(places: readonly number[], promises: readonly Promise<unknown>[]): Promise<unknown> | undefined {
  const [first = -1] = places
  return places.length > 1 ? Promise.all(places.map((at) => promises[at])) : promises[first]
}

function compileRequest(plan: PlanContext, { fetches }: ScheduledRequest, at: number): (run: Run) => Promise<void> {
  const [first] = fetches
  if (!first) throw new Error('unreachable: a request without a fetch')
  if (!first.node.requires) return compileRootRequest(plan.schema, first, at)
  if (first.node.contextRewrites?.length) return compileContextualRequest(plan, first, at)
  return compileEntityRequest(plan, fetches, at)
}

const hasContexts = (fetches: readonly PlannedFetch[]): boolean =>
  fetches.some(({ node }) => node.contextRewrites?.length)

function compileAnswer(
  { schema, operation, allowed, keys = CLIENTS_OWN }: ExecutionOptions,
  conditions: Conditions,
  shareable: ReadonlySet<string>,
) {
  const root = schema.getRootType(operation.definition.operation)
  if (!root) throw new Error('unreachable: a validated operation has a root type')
  const asked = { sets: [operation.definition.selectionSet], fragments: operation.fragments }
  const shown =
    allowed === undefined || allowed === operation
      ? asked
      : { sets: allowed ? [allowed.definition.selectionSet] : [], fragments: allowed?.fragments ?? new Map() }
  return compileWriter({ schema, conditions, introspection: operation, planKey: keys.planKey, shareable }, root, {
    asked,
    allowed: shown,
  })
}
