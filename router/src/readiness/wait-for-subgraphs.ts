import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { type Clock, systemClock } from '@lms/kit/clock'
import type { Environment } from '@lms/kit/config'
import { createInternalTokenSigner, INTERNAL_TOKEN_HEADER } from '@lms/kit/internal-token'
import { readConfig } from '../config.ts'
import { parseAnswer } from '../subgraphs/exchange.ts'
import { missingInSubgraph } from './missing-in-subgraph.ts'
import { type NeededSubgraph, neededOfSubgraphs } from './needed-of-subgraphs.ts'

/** While a subgraph is replaced, old and new answer at one address: each of so many in a row must do. */
const ASKS = 10
const PAUSE_MS = 1_000
const TIMEOUT_MS = 5_000

/**
 * Waits until every running subgraph has what the supergraph of this environment needs of it: before that, a router with
 * this supergraph would ask for what is not there.
 *
 * @param until when to give up, in milliseconds since 1970; they are asked once at least
 * @returns what is still missing, in sentences; none when the router may start
 */
export async function waitForSubgraphs(
  environment: Environment,
  { until, log }: { until: number; log: (line: string) => void },
): Promise<string[]> {
  const ask = createAsk(environment, systemClock)
  const subgraphs = neededOfSubgraphs(await readFile(readConfig(environment).supergraphPath, 'utf8'))
  let said = ''
  for (;;) {
    const problems = (await Promise.all(subgraphs.map((subgraph) => findProblem(subgraph, ask)))).flat()
    if (problems.length === 0 || Date.now() >= until) return problems
    if (problems.join('\n') !== said) log(problems.join('\n'))
    said = problems.join('\n')
    await delay(PAUSE_MS)
  }
}

type Ask = (subgraph: NeededSubgraph) => Promise<string>

async function findProblem(subgraph: NeededSubgraph, ask: Ask): Promise<string[]> {
  const { name, needs } = subgraph
  for (let asked = 0; asked < ASKS; asked += 1) {
    const sdl = await ask(subgraph).catch((error: unknown) => error)
    if (typeof sdl !== 'string') return [`${name} does not say what it has: ${reasonOf(sdl)}`]
    const missing = missingInSubgraph(sdl, needs)
    if (missing.length > 0) return [`${name} lacks ${missing.join(', ')}`]
  }
  return []
}

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}

/** Asks as the router does, over a connection of its own each time, so that each ask may reach another replica. */
function createAsk(environment: Environment, clock: Clock): Ask {
  const config = readConfig(environment)
  const signer =
    config.SUBGRAPH_AUTHENTICATION === 'on' ? createInternalTokenSigner(config.SERVICE_SECRET_KEY ?? [], clock) : null
  const body = JSON.stringify({ query: '{ _service { sdl } }' })
  return async ({ name, url: routingUrl }) => {
    const url = config.SUBGRAPH_URLS?.get(name) ?? routingUrl
    const request = { viewer: { kind: 'router' }, requestId: crypto.randomUUID(), client: undefined } as const
    const token = signer?.sign(request, `${name}-service`, body)
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        connection: 'close',
        ...(token ? { [INTERNAL_TOKEN_HEADER]: token } : {}),
      },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const { data } = parseAnswer(await response.text()) ?? {}
    const sdl = (data as { _service?: { sdl?: unknown } } | null | undefined)?._service?.sdl
    if (typeof sdl !== 'string') throw new Error(`it answered ${response.status} without its SDL`)
    return sdl
  }
}
