import type { FetchDataRewrite } from '@apollo/query-planner'
import type { GraphQLSchema } from 'graphql'
import type { Data } from './execution.ts'
import type { ErrorPath } from './fetch-errors.ts'
import { isObject, readOwn, writeOwn } from './own-value.ts'
import { isOfType } from './type-condition.ts'

const CONDITION = '... on '

/**
 * Gives fields that the planner had to fetch under other names, because of fields of the same name and another type, their
 * own names; null where there are none.
 */
export function compileOutputRewrites(
  schema: GraphQLSchema,
  rewrites: readonly FetchDataRewrite[] | undefined,
): ((data: unknown) => void) | null {
  if (!rewrites?.length) return null
  return (data) => {
    for (const rewrite of rewrites) applyAt(schema, rewrite, rewrite.path, data)
  }
}

/** Gives an error's path the names that its fields have after the rewrites. */
export function compilePathRewrites(rewrites: readonly FetchDataRewrite[] = []): (path: ErrorPath) => ErrorPath {
  const names = new Map<unknown, string>()
  for (const rewrite of rewrites) if (rewrite.kind === 'KeyRenamer') names.set(rewrite.path.at(-1), rewrite.renameKeyTo)
  return names.size === 0 ? (path) => path : (path) => path.map((key) => names.get(key) ?? key)
}

function applyAt(schema: GraphQLSchema, rewrite: FetchDataRewrite, path: readonly string[], value: unknown): void {
  if (Array.isArray(value)) for (const element of value) applyAt(schema, rewrite, path, element)
  if (!isObject(value)) return
  const [step, ...rest] = path
  if (step === undefined) return
  if (step.startsWith(CONDITION)) {
    const typename = value.__typename
    if (typename === undefined || isOfType(schema, typename, step.slice(CONDITION.length)))
      applyAt(schema, rewrite, rest, value)
  } else if (rest.length > 0) applyAt(schema, rewrite, rest, readOwn(value, step))
  else rewriteKey(rewrite, step, value)
}

function rewriteKey(rewrite: FetchDataRewrite, key: string, object: Data): void {
  const value = rewrite.kind === 'ValueSetter' ? rewrite.setValueTo : readOwn(object, key)
  if (value === undefined) return
  if (rewrite.kind === 'KeyRenamer') delete object[key]
  writeOwn(object, rewrite.kind === 'KeyRenamer' ? rewrite.renameKeyTo : key, value)
}
