import type { FetchDataKeyRenamer, FetchNode } from '@apollo/query-planner'
import type { GraphQLSchema } from 'graphql'
import { LRUCache } from 'lru-cache'
import { askFor, type CompiledPart, startRepresentations, takeEntities } from './ask-entities.ts'
import { compilePart, type PlanContext } from './compile-entity-request.ts'
import { joinParts } from './entity-parts.ts'
import type { Data } from './execution.ts'
import { thrownError } from './fetch-errors.ts'
import { ancestriesAt } from './objects-at-path.ts'
import { isObject, readOwn } from './own-value.ts'
import type { PlannedFetch } from './read-plan.ts'
import { compileBody, type WriteBody } from './request-body.ts'
import { addErrors, type Run } from './run.ts'
import { isOfType } from './type-condition.ts'

/** Entities with the same arguments from their context: values as JSON by the names of variables. */
interface Group {
  readonly arguments: ReadonlyMap<string, string>
  readonly entities: Data[]
}

/** Numbers of groups for which a request's text is kept. */
const MOST_TEXTS = 32

/**
 * Compiles an entity fetch whose fields take arguments from the objects above the entity (`@fromContext`). Entities with
 * different arguments are parts of one request, each with its own variables.
 */
export function compileContextualRequest(
  context: PlanContext,
  { node, path }: PlannedFetch,
  at: number,
): (run: Run) => Promise<void> {
  const { schema } = context
  const compileParts = compileGroups(context, { node, path })
  const send = (run: Run) => {
    const groups = [...groupByContext(schema, node.contextRewrites ?? [], ancestriesAt(run.root, path))]
    if (groups.length === 0) return null
    const { parts, writeBody } = compileParts(groups.length)
    const variables = startRepresentations(run)
    const asked = parts.map((part, index) => {
      const group = groups[index]
      const each = askFor(part, variables, () => group?.entities ?? [])
      for (const [name, value] of group?.arguments ?? []) variables.text.add(`,"${part.variables.get(name)}":${value}`)
      return each
    })
    if (asked.every(({ count }) => count === 0)) return null
    const body = writeBody(run.variables, variables.text.take())
    const requestParts = parts.map(({ alias }) => ({ operation: node.operation, alias }))
    return { asked, answer: run.fetch({ subgraph: node.serviceName, body, parts: requestParts }) }
  }
  return async (run) => {
    try {
      const sent = send(run)
      if (!sent) return
      const { asked } = sent
      const answer = await sent.answer
      if (!answer.unescaped) run.unescaped = false
      takeEntities(run, at, asked, answer)
    } catch (error) {
      addErrors(run, at, [thrownError(error)])
    }
  }
}

function* groupByContext(
  schema: GraphQLSchema,
  rewrites: readonly FetchDataKeyRenamer[],
  ancestries: readonly (readonly Data[])[],
): Iterable<Group> {
  const groups = new Map<string, Group>()
  for (const ancestry of ancestries) {
    const values = new Map<string, string>()
    for (const { path, renameKeyTo } of rewrites) {
      const value = valueInContext(schema, path, ancestry)
      if (value !== undefined) values.set(renameKeyTo, JSON.stringify(value))
    }
    const key = JSON.stringify([...values])
    const group = groups.get(key) ?? { arguments: values, entities: [] }
    groups.set(key, group)
    const entity = ancestry.at(-1)
    if (entity) group.entities.push(entity)
  }
  yield* groups.values()
}

/** Follows a path that begins at an entity and leads up by `..`; undefined where it leads nowhere. */
function valueInContext(schema: GraphQLSchema, path: readonly string[], ancestry: readonly Data[]): unknown {
  const up = path.lastIndexOf('..') + 1
  let value: unknown = ancestry.at(-1 - up)
  for (const step of path.slice(up)) {
    if (!isObject(value)) return undefined
    const condition = /^\.\.\. on (.+)$/.exec(step)?.[1]
    if (condition === undefined) value = readOwn(value, step)
    else if (!isOfType(schema, value.__typename, condition)) return undefined
  }
  return value
}

interface CompiledGroups {
  readonly parts: readonly CompiledPart[]
  readonly writeBody: WriteBody
}

function compileGroups(
  context: PlanContext,
  { node, path }: Pick<PlannedFetch, 'node' | 'path'>,
): (count: number) => CompiledGroups {
  const compiled = new LRUCache<number, CompiledGroups>({ max: MOST_TEXTS })
  const own = node.contextRewrites?.map(({ renameKeyTo }) => renameKeyTo) ?? []
  const names = ['representations', ...own]
  const mark = freeMark(names, node.variableUsages)
  return (count) => {
    const known = compiled.get(count)
    if (known) return known
    const parts = Array.from({ length: count }, (_, index) => ({
      node,
      paths: [path],
      alias: `_e${index}`,
      variables: new Map(names.map((name) => [name, `${name}${mark}${index}`])),
    }))
    const groups = {
      parts: parts.map((part) => compilePart(context, part)),
      writeBody: compileBody(joinParts(parts), withoutVariables(node, own)),
    }
    compiled.set(count, groups)
    return groups
  }
}

/** What makes of each name, with anything behind it, a name that is no variable of the client's. */
function freeMark(names: readonly string[], taken: readonly string[] = []): string {
  let mark = '_'
  while (taken.some((variable) => names.some((name) => variable.startsWith(`${name}${mark}`)))) mark += '_'
  return mark
}

const withoutVariables = (node: FetchNode, names: readonly string[]): FetchNode => ({
  ...node,
  variableUsages: node.variableUsages?.filter((name) => !names.includes(name)) ?? [],
})
