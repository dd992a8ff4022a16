import { countDeadLetters, findBreaks, readHistory } from '@lms/chaos/invariants'
import { quiesce } from '@lms/chaos/quiesce'
import { type Observed, query } from '@lms/chaos/system'
import { createLogger } from '@lms/kit/log'
import { waitForSubgraphs } from '@lms/router/readiness/wait-for-subgraphs'
import { type ProcessStack, startProcessStack } from '@lms/testkit/process-stack'
import type { RealServers } from '@lms/testkit/real-servers'
import { LOAD_ENVIRONMENT } from '../load-environment.ts'
import type { RollingSystem } from './run-rolling.ts'

/**
 * Starts the system as processes.
 * @param restarted services that have two processes and are replaced, in this order; the `router` is one. All others
 * have one
 */
export async function startProcesses(
  servers: RealServers,
  restarted: readonly string[],
): Promise<RollingSystem & AsyncDisposable> {
  const stack = await startProcessStack({
    ...servers.options,
    replicasOf: (name) => (restarted.includes(name) ? 2 : 1),
    environment: LOAD_ENVIRONMENT,
  })
  const system = observe(stack, servers)
  return {
    target: stack,
    query: system.query,
    replaceAll: (log) => replaceAll(stack, restarted, log),
    findLost: () => findLost(system),
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  }
}

const observe = ({ databases }: ProcessStack, { options }: RealServers): Observed => ({
  query: (service, sql, values) => query(databases.get(service) ?? '', sql, values),
  kafka: {
    brokers: options.kafkaBrokers,
    clientId: 'rolling',
    log: createLogger({ service: 'rolling', level: 'silent' }),
  },
})

async function replaceAll(
  { services, routerEnvironment }: ProcessStack,
  restarted: readonly string[],
  log: (line: string) => void,
) {
  const breaks: string[] = []
  let restarts = 0
  for (const name of restarted) {
    const begun = performance.now()
    const codes = (await services.get(name)?.restart()) ?? []
    restarts += codes.length
    for (const code of codes) if (code !== 0) breaks.push(`a process of ${name} ended with ${code}`)
    log(`restarted ${name} in ${((performance.now() - begun) / 1_000).toFixed(1)} s`)
  }
  // As before a rollout of the router; here nothing is missing, however the subgraphs were replaced.
  breaks.push(...(await waitForSubgraphs(routerEnvironment, { until: 0, log })))
  return { restarts, breaks }
}

/** Every event was handled once by everybody whom it concerns, in the order of its aggregate. */
async function findLost(system: Observed): Promise<string[]> {
  try {
    await quiesce(system)
  } catch (error) {
    return [String(error)]
  }
  const letters = await countDeadLetters(system)
  return [
    ...(await findBreaks(system)),
    ...(await readHistory(system)).breaks,
    ...(letters > 0 ? [`${letters} events were put aside`] : []),
  ]
}
