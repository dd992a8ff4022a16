import { knownNames } from '../gateway/known-names.ts'
import { rounded } from '../gateway/print-figures.ts'
import { LOAD_CORE, pinToCore } from '../start-process.ts'
import { type FanOutFigures, measureFanOut } from './measure-fan-out.ts'
import { selections } from './room.ts'
import { startRoom } from './start-room.ts'
import { type ServerName, subscriptionServers } from './subscription-servers.ts'

const SOCKETS = [1_000, 5_000]
const names = Object.keys(subscriptionServers) as ServerName[]
const parts = { event: 'event only', field: 'with a field of another subgraph' } as const

export interface SubscriptionsOptions {
  seconds: number
  /** `event`, `field` or both, separated by a comma; both when absent. */
  only?: string | undefined
}

/**
 * `pnpm bench subscriptions`: one room, one message per second, everybody subscribes to it. Our router beside a bare `ws`
 * server that sends one prepared message to all; one core for the server, the other for the subgraphs and the clients.
 */
export async function run({ seconds, only }: SubscriptionsOptions): Promise<void> {
  pinToCore(LOAD_CORE)
  for (const part of knownNames('part', Object.keys(parts) as (keyof typeof parts)[], only)) {
    const selection = parts[part]
    for (const sockets of SOCKETS) await compare(selection, sockets, seconds)
  }
}

async function compare(selection: keyof typeof selections, sockets: number, seconds: number): Promise<void> {
  const rows: Record<string, object> = {}
  let floor: FanOutFigures | null = null
  for (const name of names) {
    // It sends what it gets, so there is no field of another subgraph in it.
    await using room = await startRoom()
    await using server = await subscriptionServers[name]({ supergraphPath: room.supergraphPath, roomUrl: room.url })
    const figures = await measureFanOut(room, server, { sockets, query: selections[selection], seconds })
    floor ??= figures
    rows[name] = row(figures, floor)
  }
  console.log(`\n${selection}; ${sockets} sockets, one message per second for ${seconds} s`)
  console.table(rows)
}

const row = (of: FanOutFigures, floor: FanOutFigures) => ({
  'p50 ms': rounded(of.p50),
  '× bare': rounded(of.p50 / floor.p50, 2),
  'p99 ms': rounded(of.p99),
  '× bare ': rounded(of.p99 / floor.p99, 2),
  'CPU %': rounded(of.cpuPercent),
  'load core %': rounded(of.loadCorePercent),
  'MB idle': of.idleMegabytes,
  MB: of.megabytes,
  '× bare  ': rounded(of.megabytes / floor.megabytes, 2),
  'kB/socket': rounded(of.kilobytesPerSocket, 1),
  'entity requests/event': rounded(of.entityRequestsPerEvent, 2),
  lost: of.lost,
  'out of order': of.outOfOrder,
})
