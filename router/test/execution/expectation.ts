import {
  defaultTypeResolver,
  execute,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
} from 'graphql'
import { executeReference } from './execute-reference.ts'
import type { Faults } from './faults.ts'
import type { LoadedGraph } from './load-graph.ts'
import { type ClientRequest, type Outcome, type Path, type ReportedError, toReported } from './outcome.ts'
import { resolveInReference } from './resolve-field.ts'
import { type Handle, type Run, startRun } from './run.ts'

/** What the specification says of an operation. */
export interface Expectation extends Outcome {
  readonly mutations: readonly string[]
  /**
   * All that could be reported. Where a null travels up, the specification leaves open which of the errors below are
   * told, and an executor that stops there never meets some of them.
   */
  readonly possible: readonly ReportedError[]
  /** `data` as it would be if every field could be null. */
  readonly full: unknown
  /** Ids of the objects of the answer by their paths, as JSON; also of those that a null above hides. */
  readonly objects: ReadonlyMap<string, string>
}

export async function expectationOf(loaded: LoadedGraph, faults: Faults, request: ClientRequest): Promise<Expectation> {
  const run = startRun(loaded, faults)
  const outcome = await executeReference(loaded, run, request)
  return { ...outcome, mutations: run.mutations, ...(await explore(loaded, startRun(loaded, faults), request)) }
}

/** Executes as if every field could be null, so that no null travels and nothing is left out. */
async function explore(
  loaded: LoadedGraph,
  run: Run,
  { document, variables = {} }: ClientRequest,
): Promise<Pick<Expectation, 'possible' | 'full' | 'objects'>> {
  const nulls: ReportedError[] = []
  const objects = new Map<string, string>()
  const fieldResolver: GraphQLFieldResolver<Handle | undefined, Run> = (source, args, context, info) => {
    const value = resolveInReference(source, args, context, info)
    const path = pathOf(info.path)
    const declared = loaded.apiSchema.getType(info.parentType.name)
    const type = isObjectType(declared) ? declared.getFields()[info.fieldName]?.type : undefined
    if (type) for (const at of forbiddenNulls(type, value, path)) nulls.push({ message: CANNOT_BE_NULL, path: at })
    note(objects, value, path)
    return value
  }
  const { data, errors = [] } = await execute({
    schema: loaded.nullableSchema,
    document: parse(document),
    variableValues: variables,
    contextValue: run,
    fieldResolver,
    typeResolver: defaultTypeResolver,
  })
  return { possible: [...errors.map(toReported), ...nulls], full: data, objects }
}

export const CANNOT_BE_NULL = 'Cannot return null for non-nullable field.'

type ResolvedPath = { readonly prev: ResolvedPath | undefined; readonly key: string | number }

const pathOf = (path: ResolvedPath): Path => (path.prev ? [...pathOf(path.prev), path.key] : [path.key])

function forbiddenNulls(type: GraphQLOutputType, value: unknown, path: Path): Path[] {
  if (isNonNullType(type)) return value === null ? [path] : forbiddenNulls(type.ofType, value, path)
  if (!isListType(type) || !Array.isArray(value)) return []
  return value.flatMap((item, index) => forbiddenNulls(type.ofType, item ?? null, [...path, index]))
}

function note(objects: Map<string, string>, value: unknown, path: Path): void {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) note(objects, item, [...path, index])
  else if (typeof value === 'object' && value !== null && 'id' in value)
    objects.set(JSON.stringify(path), String(value.id))
}
