import { parseArgs } from 'node:util'
import { percentile } from '@lms/bench/hostile/paced-load'
import { SERVICES } from '@lms/local/services'
import { startRealServers } from '@lms/testkit/real-servers'
import { type RollingOptions, runRolling } from './run-rolling.ts'

const options = {
  short: { type: 'boolean', default: false },
  rate: { type: 'string' },
  sockets: { type: 'string' },
} as const

/** What `npm test` does: the routers and a service that streams. */
export const SHORT: Omit<RollingOptions, 'log'> = {
  restarted: ['live-session', 'router'],
  sockets: 40,
  rate: 15,
  size: { students: 10, courses: 3 },
}

const FULL: Omit<RollingOptions, 'log'> = {
  restarted: [...SERVICES.map(({ name }) => name), 'router'],
  sockets: 200,
  rate: 100,
  size: { students: 30, courses: 12 },
}

/** Two of every process, each replaced once. @returns whether nothing was lost */
export async function run(args: string[]): Promise<boolean> {
  const { values } = parseArgs({ args, options })
  await using servers = await startRealServers()
  if (!servers)
    throw new Error('Redis and Kafka are needed: redis-server, Java 17 and mvn, or REDIS_URL and KAFKA_BROKERS')
  const form = values.short ? SHORT : FULL
  const [rate, sockets] = [Number(values.rate ?? form.rate), Number(values.sockets ?? form.sockets)]
  const log = (line: string) => console.log(line)
  const result = await runRolling(servers, { ...form, rate, sockets, log })
  const { breaks, operations, restarts, closes, events } = result
  const rows = [...operations].map(([name, { sent, failed, latencies }]) => {
    const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)].map(Math.round)
    return [name, { count: sent, failed, 'p50 ms': p50, 'p99 ms': p99 }] as const
  })
  console.table(Object.fromEntries(rows))
  const closed = [...closes].map(([code, count]) => `${count} × ${code}`).join(', ')
  console.log(`${restarts} processes replaced; ${sockets} sockets, each with ${events} events; closes: ${closed}`)
  console.log(breaks.length === 0 ? 'nothing was lost or done twice' : `\n${breaks.join('\n')}`)
  return breaks.length === 0
}
