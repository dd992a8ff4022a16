import { parseArgs } from 'node:util'
import { percentile } from '@lms/bench/hostile/paced-load'
import { SERVICES } from '@lms/local/services'
import { needRealServers } from '../need-real-servers.ts'
import { openCluster } from './cluster.ts'
import { startProcesses } from './processes.ts'
import { type RollingOptions, runRolling } from './run-rolling.ts'

const options = {
  /** The routers and one service alone, with little load. */
  short: { type: 'boolean', default: false },
  /** On the cluster of the current context, which runs the dev overlay, instead of processes of its own. */
  cluster: { type: 'boolean', default: false },
  /** Where that cluster's ingress is reached, such as `https://localhost:8443`. */
  ingress: { type: 'string' },
  rate: { type: 'string' },
  sockets: { type: 'string' },
} as const

interface Form extends Omit<RollingOptions, 'log'> {
  /** Which processes are replaced. */
  restarted: readonly string[]
}

/** What `npm test` does: the routers and a service that streams. */
export const SHORT: Form = {
  restarted: ['live-session', 'router'],
  sockets: 40,
  rate: 5,
  size: { students: 10, courses: 3 },
}

const FULL: Form = {
  restarted: [...SERVICES.map(({ name }) => name), 'router'],
  sockets: 200,
  rate: 100,
  size: { students: 30, courses: 12 },
}

/** Replaces every process once, on a cluster twice. @returns whether nothing was lost */
export async function run(args: string[]): Promise<boolean> {
  const { values } = parseArgs({ args, options })
  const form = values.short ? SHORT : FULL
  const [rate, sockets] = [Number(values.rate ?? form.rate), Number(values.sockets ?? form.sockets)]
  const log = (line: string) => console.log(line)
  await using started = new AsyncDisposableStack()
  const system = started.use(
    values.cluster ? await openCluster(values.ingress) : await startOwn(form.restarted, started),
  )
  log('started')
  const result = await runRolling(system, { ...form, rate, sockets, log })
  const { breaks, operations, restarts, closes, events } = result
  const rows = [...operations].map(([name, { sent, failed, latencies }]) => {
    const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)].map(Math.round)
    return [name, { count: sent, failed, 'p50 ms': p50, 'p99 ms': p99 }] as const
  })
  console.table(Object.fromEntries(rows))
  const closed = [...closes].map(([code, count]) => `${count} × ${code}`).join(', ')
  console.log(`${restarts} replacements; ${sockets} sockets, each with ${events} events; closes: ${closed}`)
  console.log(breaks.length === 0 ? 'nothing was lost or done twice' : `\n${breaks.join('\n')}`)
  return breaks.length === 0
}

async function startOwn(restarted: readonly string[], started: AsyncDisposableStack) {
  return startProcesses(started.use(await needRealServers()), restarted)
}
