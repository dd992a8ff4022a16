import type { Logger } from '@lms/kit/log'
import { type DocumentNode, print } from 'graphql'
import type { RouterContext } from '../context.ts'
import type { SubgraphSource } from './subgraph-source.ts'

/** How long the router itself waits for what it needs to know. */
const TIMEOUT_MS = 3_000

/**
 * Asks a subgraph in the router's own name.
 * @throws Error when it does not answer, or answers with an error
 */
export async function askSubgraph(
  source: SubgraphSource | undefined,
  query: DocumentNode | string,
  variables: Record<string, unknown>,
  { log, requestId, now }: { log: Logger; requestId: string; now: () => Date },
): Promise<Record<string, unknown>> {
  if (!source) throw new Error('the supergraph has no such subgraph')
  const context: RouterContext = {
    viewer: { kind: 'router' },
    requestId,
    log,
    signal: AbortSignal.timeout(TIMEOUT_MS),
    deadline: now().getTime() + TIMEOUT_MS,
    idempotent: true,
  }
  const body = JSON.stringify({ query: typeof query === 'string' ? query : print(query), variables })
  const { data, errors } = await source.ask(body, context)
  if (errors?.[0] || !data) throw new Error(`asking failed: ${errors?.[0]?.message ?? 'no data'}`)
  return data
}
