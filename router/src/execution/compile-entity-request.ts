import type { FetchNode } from '@apollo/query-planner'
import { type GraphQLSchema, isInterfaceType } from 'graphql'
import { type CompiledPart, collectEntities, startRepresentations, takeEntities } from './ask-entities.ts'
import { type EntityPart, joinEntityFetches } from './entity-parts.ts'
import { thrownError } from './fetch-errors.ts'
import { compileOutputRewrites, compilePathRewrites } from './output-rewrites.ts'
import type { PlannedFetch } from './read-plan.ts'
import { compileRepresentation } from './representation.ts'
import { compileBody } from './request-body.ts'
import { addErrors, type Run } from './run.ts'

/** What the requests of one plan have in common. */
export interface PlanContext {
  /** What the subgraphs have together, hidden elements included. */
  readonly schema: GraphQLSchema
  /** Keys of paths at which equal entities can be one object. */
  readonly shareable: ReadonlySet<string>
  /** Whether equal entities at one path may need different data: where arguments come from the objects above. */
  readonly keepsApart: boolean
  /** The fetches that bring nothing which has anything below it. */
  readonly flat: ReadonlySet<FetchNode>
}

/**
 * Compiles entity fetches to one subgraph into one request. Entities that a subgraph could not tell apart are asked for
 * once, wherever they are. `at` is the request's place in the plan, by which its errors are ordered.
 */
export function compileEntityRequest(
  context: PlanContext,
  fetches: readonly PlannedFetch[],
  at: number,
): (run: Run) => Promise<void> {
  const { text, parts: joined } = joinEntityFetches(fetches)
  const subgraph = fetches[0]?.node.serviceName ?? ''
  const writeBody = compileBody(text, joinedNode(fetches))
  const parts = joined.map((part) => compilePart(context, part))
  const requestParts = joined.map(({ node, alias }) => ({
    operation: node.operation,
    alias: joined.length > 1 ? alias : null,
  }))
  // Not where the answer is waited for: what is written for the request would be kept as long.
  const send = (run: Run) => {
    const representations = startRepresentations(run)
    const asked = parts.map((part) => collectEntities(run, part, context.shareable, representations))
    if (asked.every(({ count }) => count === 0)) return null
    const body = writeBody(run.variables, representations.text.take())
    return { asked, answer: run.fetch({ subgraph, body, parts: requestParts }) }
  }
  return async (run) => {
    try {
      const sent = send(run)
      if (!sent) return
      const { asked } = sent
      const answer = await sent.answer
      if (!answer.unescaped) run.unescaped = false
      if (answer.data || parts.length === 1) takeEntities(run, at, asked, answer)
      else await askApart(context, fetches, at, run)
    } catch (error) {
      addErrors(run, at, [thrownError(error)])
    }
  }
}

export function compilePart({ schema, keepsApart, flat }: PlanContext, part: EntityPart): CompiledPart {
  const { requires = [], inputRewrites, outputRewrites } = part.node
  return {
    ...part,
    formOf: compileRepresentation(schema, requires, inputRewrites),
    rewrite: compileOutputRewrites(schema, outputRewrites),
    rewritePath: compilePathRewrites(outputRewrites),
    isInterface: (typename) => typeof typename === 'string' && isInterfaceType(schema.getType(typename)),
    keepsApart,
    isFlat: flat.has(part.node),
  }
}

/** A part that fails as a whole leaves no data of the others, which must not suffer for it. */
async function askApart(context: PlanContext, fetches: readonly PlannedFetch[], at: number, run: Run): Promise<void> {
  await Promise.all(fetches.map((fetch) => compileEntityRequest(context, [fetch], at)(run)))
}

/** The variables that any of the fetches uses, and a name for all. */
function joinedNode(fetches: readonly PlannedFetch[]) {
  const [first] = fetches
  if (!first) throw new Error('unreachable: a request without a fetch')
  const variableUsages = new Set(fetches.flatMap(({ node }) => node.variableUsages ?? []))
  return { ...first.node, variableUsages: [...variableUsages] }
}
