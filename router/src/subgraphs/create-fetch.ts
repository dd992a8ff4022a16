import type { RouterContext } from '../context.ts'
import type { CostMeter } from '../cost/cost-meter.ts'
import type { Data, Fetch, RequestPart } from '../execution/execution.ts'
import type { SubgraphSource } from './subgraph-source.ts'

/** Sends the requests of one operation; `meter` is told what each asked for and brought. */
export function createFetch(
  sources: ReadonlyMap<string, SubgraphSource>,
  context: RouterContext,
  meter: CostMeter | null,
): Fetch {
  return ({ subgraph, body, parts }) => {
    const source = sources.get(subgraph)
    if (!source) throw new Error(`unreachable: the supergraph has no subgraph ${subgraph}`)
    if (!meter) return source.ask(body, context)
    for (const { operation } of parts) meter.asked(operation)
    return source.ask(body, context, ({ data }) => {
      for (const part of parts) meter.answered(part.operation, dataOf(part, data))
    })
  }
}

/** The data of one part, as if it had been fetched alone. */
const dataOf = ({ alias }: RequestPart, data: Data | null | undefined): Data | null | undefined =>
  data && alias !== null ? { _entities: data[alias] } : data
