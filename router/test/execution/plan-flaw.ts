import { operationIn } from '@lms/router/graph/operation'
import { createPlannables } from '@lms/router/graph/plan-keys'
import { parse, print, validate } from 'graphql'
import { fetchesOf } from '../cost/price-list.ts'
import type { LoadedGraph } from './load-graph.ts'

/**
 * Why the planner makes nothing of a document that could be executed, or null: it throws, or asks a subgraph for what that
 * refuses. An executor is not to blame for the answer.
 */
export function planFlaw({ plan, subgraphs, internalFields }: LoadedGraph, text: string): string | null {
  const document = parse(text)
  const operation = { ...operationIn(document), document, name: null, hash: '' }
  const plannable = createPlannables(internalFields)(operation, { document, refused: [], fingerprint: '' })
  try {
    for (const { serviceName, operation: asked } of fetchesOf(plan(print(plannable.document ?? document)))) {
      const schema = subgraphs.get(serviceName)
      const [flaw] = schema ? validate(schema, parse(asked)) : []
      if (flaw) return `${serviceName} refuses ${asked}: ${flaw.message}`
    }
    return null
  } catch (error) {
    return String(error)
  }
}
