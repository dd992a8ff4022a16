import type { GraphQLSchema } from 'graphql'
import type { SubgraphAnswer } from './execution.ts'
import { errorAt, thrownError } from './fetch-errors.ts'
import { copyData, mergeData } from './merge-data.ts'
import { objectsAt, placesAt } from './objects-at-path.ts'
import { compileOutputRewrites, compilePathRewrites } from './output-rewrites.ts'
import type { PlannedFetch } from './read-plan.ts'
import { compileBody } from './request-body.ts'
import { addErrors, type Run } from './run.ts'

/**
 * Compiles a fetch of root fields. They may also be below an object, where the schema leads back to its root, and then
 * every object at the path gets them. `at` is the request's place in the plan, by which its errors are ordered.
 */
export function compileRootRequest(
  schema: GraphQLSchema,
  { node, path }: PlannedFetch,
  at: number,
): (run: Run) => Promise<void> {
  const writeBody = compileBody(node.operation, node)
  const rewrite = compileOutputRewrites(schema, node.outputRewrites)
  const rewritePath = compilePathRewrites(node.outputRewrites)
  const parts = [{ operation: node.operation, alias: null }]
  const take = (run: Run, { data, errors }: SubgraphAnswer) => {
    if (errors) {
      const places = placesAt(run.root, path)
      const placed = places.flatMap((place) =>
        errors.map((error) => errorAt(error, error.path && [...place.path, ...rewritePath(error.path)])),
      )
      addErrors(run, at, placed)
    }
    if (!data) return
    rewrite?.(data)
    const [first, ...others] = objectsAt(run, path)
    for (const other of others) mergeData(other, copyData(data))
    if (first) mergeData(first, data)
  }
  return async (run) => {
    if (objectsAt(run, path).length === 0) return
    try {
      const answer = await run.fetch({ subgraph: node.serviceName, body: writeBody(run.variables), parts })
      if (!answer.unescaped) run.unescaped = false
      take(run, answer)
    } catch (error) {
      addErrors(run, at, [thrownError(error)])
    }
  }
}
