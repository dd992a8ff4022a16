import { compileExecution } from '@lms/router/execution/compile-execution'
import { operationIn } from '@lms/router/graph/operation'
import { createPlannables } from '@lms/router/graph/plan-keys'
import { parse, print } from 'graphql'
import { askSubgraph } from './ask-subgraph.ts'
import { coerceVariables, type Executor, toReported } from './outcome.ts'

/** The router's own way: a plannable document, its plan compiled, and run. `ask` lets subgraphs answer. */
export const executeWith =
  (ask: typeof askSubgraph): Executor =>
  async (loaded, run, request) => {
    const document = parse(request.document, { noLocation: true })
    const operation = { ...operationIn(document), document, name: null, hash: '' }
    const plannable = createPlannables(loaded.internalFields)(operation, { document, refused: [], fingerprint: '' })
    const execution = compileExecution({
      plan: plannable.document ? loaded.plan(print(plannable.document)) : { kind: 'QueryPlan' },
      schema: loaded.apiSchema,
      supergraphSchema: loaded.supergraphSchema,
      operation,
      keys: plannable.keys,
    })
    const { data, errors, incomplete } = await execution.run({
      variables: coerceVariables(loaded, request),
      fetch: ({ subgraph, body }) => ask(loaded, run, subgraph, JSON.parse(body)),
    })
    return { data, errors: errors.map(toReported), incomplete: incomplete.map(toReported) }
  }

export const executeOurs = executeWith(askSubgraph)
