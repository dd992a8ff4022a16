import type { GraphQLFormattedError, GraphQLSchema } from 'graphql'
import { type EntityPart, joinEntityFetches } from './entity-parts.ts'
import type { Data, SubgraphAnswer } from './execution.ts'
import { errorAt, thrownError } from './fetch-errors.ts'
import { copyData, mergeData } from './merge-data.ts'
import { objectsAt, type PlanPath, placesAt } from './objects-at-path.ts'
import { compileOutputRewrites } from './output-rewrites.ts'
import { isObject } from './own-value.ts'
import type { PlannedFetch } from './read-plan.ts'
import { compileRepresentation, type WriteRepresentation } from './representation.ts'
import { compileBody } from './request-body.ts'
import { addErrors, type Run } from './run.ts'

/** A part of a request, compiled. */
interface CompiledPart extends EntityPart {
  readonly represent: WriteRepresentation
  readonly rewrite: ((data: unknown) => void) | null
}

/** The entities that a part asks for in one run. */
interface Asked {
  readonly part: CompiledPart
  /** Representations, each once. */
  readonly representations: string[]
  /** By path: what is known of each entity so far, with the index of its representation. */
  readonly targets: readonly ReadonlyMap<Data, number>[]
}

/**
 * Compiles entity fetches to one subgraph into one request. Entities that a subgraph could not tell apart are asked for
 * once, wherever they are.
 */
export function compileEntityRequest(
  schema: GraphQLSchema,
  fetches: readonly PlannedFetch[],
  at: number,
): (run: Run) => Promise<void> {
  const { text, parts: joined } = joinEntityFetches(fetches)
  const subgraph = fetches[0]?.node.serviceName ?? ''
  const writeBody = compileBody(text, joinedNode(fetches))
  const parts = joined.map((part) => ({
    ...part,
    represent: compileRepresentation(schema, part.node.requires ?? [], part.node.inputRewrites),
    rewrite: compileOutputRewrites(schema, part.node.outputRewrites),
  }))
  const requestParts = joined.map(({ node, alias }) => ({
    operation: node.operation,
    alias: joined.length > 1 ? alias : null,
  }))
  return async (run) => {
    const asked = parts.map((part) => collect(part, run.root))
    if (asked.every(({ representations }) => representations.length === 0)) return
    const variables = asked.map(({ part, representations }) => `"${part.variable}":[${representations.join(',')}]`)
    try {
      const body = writeBody(run.variables, variables.join(','))
      const answer = await run.fetch({ subgraph, body, parts: requestParts })
      if (answer.data || parts.length === 1) take(run, at, asked, answer)
      else await askApart(schema, fetches, at, run)
    } catch (error) {
      addErrors(run, at, [thrownError(error)])
    }
  }
}

/** A part that fails as a whole leaves no data of the others, which must not suffer for it. */
async function askApart(schema: GraphQLSchema, fetches: readonly PlannedFetch[], at: number, run: Run): Promise<void> {
  await Promise.all(fetches.map((fetch) => compileEntityRequest(schema, [fetch], at)(run)))
}

/** The variables that any of the fetches uses, and a name for all. */
function joinedNode(fetches: readonly PlannedFetch[]) {
  const [first] = fetches
  if (!first) throw new Error('unreachable: a request without a fetch')
  const variableUsages = new Set(fetches.flatMap(({ node }) => node.variableUsages ?? []))
  return { ...first.node, variableUsages: [...variableUsages] }
}

function collect(part: CompiledPart, root: Data): Asked {
  const indexes = new Map<string, number>()
  const targets = part.paths.map((path) => {
    const found = new Map<Data, number>()
    for (const entity of objectsAt(root, path)) {
      const representation = part.represent(entity)
      if (representation === undefined) continue
      const known = indexes.get(representation)
      if (known === undefined) indexes.set(representation, indexes.size)
      found.set(entity, known ?? indexes.size - 1)
    }
    return found
  })
  return { part, representations: [...indexes.keys()], targets }
}

function take(run: Run, at: number, asked: readonly Asked[], { data, errors }: SubgraphAnswer): void {
  if (errors)
    addErrors(
      run,
      at,
      errors.flatMap((error) => placeError(run.root, asked, error)),
    )
  if (!data) return
  for (const each of asked) {
    const entities = data[each.part.alias]
    const { length } = each.representations
    if (!Array.isArray(entities) || entities.length !== length) {
      if (length > 0 && !errors) throw new Error(`a subgraph answered no list of ${length} entities`)
      continue
    }
    each.part.rewrite?.(entities)
    spread(each, entities)
  }
}

/**
 * Gives every entity what was answered for its representation. Entities at one path share what is below: whatever is
 * fetched later for one of them is fetched for all. At another path it may be something else, so each path has a copy.
 */
function spread({ targets }: Asked, entities: readonly unknown[]): void {
  for (const [index, found] of targets.entries()) {
    const own = index === 0 ? entities : copyData(entities)
    for (const [target, at] of found) {
      const entity = own[at]
      if (isObject(entity)) mergeData(target, entity)
    }
  }
}

/** An error at every place whose entity it is about; without a place where it is about the request. */
function placeError(root: Data, asked: readonly Asked[], error: GraphQLFormattedError) {
  const [alias, index, ...below] = error.path ?? []
  const each = asked.find(({ part }) => part.alias === alias)
  if (!each || typeof index !== 'number') return [errorAt(error, undefined)]
  return each.part.paths.flatMap((path: PlanPath, at) =>
    placesAt(root, path)
      .filter(({ object }) => each.targets[at]?.get(object) === index)
      .map((place) => errorAt(error, [...place.path, ...below])),
  )
}
