import { WebSocket } from 'ws'
import { instant } from './room.ts'

/** What the clients are to do, from the benchmark. */
export interface ClientsOrder {
  port: number
  sockets: number
  query: string
  /** Of client `n`, the one at that place; everybody is anonymous where there are none. */
  tokens: string[]
  /** Whether all call their operation "1". */
  sameId: boolean
}

/** What they saw since they were last asked. */
export interface ClientsReport {
  delays: number[]
  lost: number
  outOfOrder: number
}

/*
 * Clients of a room in a process of their own. They note when each message came and whether one is missing; they do not
 * parse, for with thousands of clients on one core that would be most of what is measured.
 */
const OPENING_AT_ONCE = 100

let delays: number[] = []
let lost = 0
let outOfOrder = 0

process.on('message', async (order: ClientsOrder | 'report') => {
  if (order === 'report') {
    process.send?.({ delays, lost, outOfOrder } satisfies ClientsReport)
    delays = []
    lost = 0
    outOfOrder = 0
    return
  }
  for (let at = 0; at < order.sockets; at += OPENING_AT_ONCE) {
    const more = Math.min(OPENING_AT_ONCE, order.sockets - at)
    await Promise.all(Array.from({ length: more }, (_, index) => open(order, at + index)))
  }
  process.send?.('open')
})
process.on('disconnect', () => process.exit())
process.send?.(0)

/** Resolves with the first event. */
function open({ port, query, tokens, sameId }: ClientsOrder, index: number): Promise<void> {
  const accessToken = tokens[index]
  const id = sameId ? '1' : crypto.randomUUID()
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', {
    perMessageDeflate: false,
    skipUTF8Validation: true,
  })
  let last = 0
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('close', (code) => {
      console.error(`a client was closed with ${code}`)
      process.exit(1)
    })
    socket.on('open', () => {
      socket.send(JSON.stringify({ type: 'connection_init', payload: accessToken ? { accessToken } : {} }))
    })
    socket.on('message', (data) => {
      const text = data.toString('latin1')
      const at = text.indexOf('"at":')
      if (at < 0) {
        if (text.includes('"connection_ack"')) {
          socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query } }))
          resolve()
        } else if (!text.includes('"cursor"')) {
          console.error(`a client was told ${text}`)
          process.exit(1)
        }
        return
      }
      delays.push(instant() - Number.parseFloat(text.slice(at + 5)))
      const number = Number.parseInt(text.slice(text.lastIndexOf('"id":"', at) + 6), 10)
      if (last > 0 && number > last + 1) lost += number - last - 1
      if (number <= last) outOfOrder += 1
      last = number
    })
  })
}
