import type { Clock } from '@lms/kit/clock'
import { createInternalTokenSigner } from '@lms/kit/internal-token'
import { Agent, type Dispatcher } from 'undici'
import type { RouterConfig } from '../config.ts'
import { ExchangeWatch } from './exchange-watch.ts'
import { createSubgraphSource, type SubgraphSource, type SubgraphSourceOptions } from './subgraph-source.ts'

/** Connections to one subgraph; requests beyond them wait for one. */
const CONNECTIONS = 64
/**
 * Below the time for which a subgraph drains: what it does not end by an answer meanwhile is ended here, and no request is
 * sent on a connection that is just being closed. A mutation that meets that could not be sent again.
 */
const IDLE_CONNECTION_MS = 2_000

/** Makes the sources of all subgraphs over shared connections. */
export interface Sources {
  create(name: string, url: string): SubgraphSource
  readonly dispatcher: Dispatcher
  close(): Promise<void>
}

export function createSources(
  config: RouterConfig,
  { clock, metrics }: { clock: Clock } & Pick<SubgraphSourceOptions, 'metrics'>,
): Sources {
  const dispatcher = new Agent({
    connections: CONNECTIONS,
    keepAliveTimeout: IDLE_CONNECTION_MS,
    // Whatever longer time a subgraph offers.
    keepAliveMaxTimeout: IDLE_CONNECTION_MS,
    maxResponseSize: config.MAX_SUBGRAPH_ANSWER_BYTES,
    // Each exchange has a time limit of its own, for all of it.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  const signer =
    config.SUBGRAPH_AUTHENTICATION === 'on' ? createInternalTokenSigner(config.SERVICE_SECRET_KEY ?? [], clock) : null
  const watch = new ExchangeWatch()
  return {
    create: (name, url) =>
      createSubgraphSource({
        name,
        metrics,
        url,
        dispatcher,
        signer,
        watch,
        timeoutMs: config.SUBGRAPH_TIMEOUT_MS,
        circuitMs: config.SUBGRAPH_CIRCUIT_MS,
        sharing: config.SUBGRAPH_SHARING === 'on',
      }),
    dispatcher,
    close: () => dispatcher.close(),
  }
}
