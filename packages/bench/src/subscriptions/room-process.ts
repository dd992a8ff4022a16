import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { graphql } from 'graphql'
import { type WebSocket, WebSocketServer } from 'ws'
import { instant, message, people } from './room.ts'

/*
 * Both subgraphs in one process: the room over WebSockets, as the router's protocol has it, and the people over HTTP, with
 * a count of what was asked of them. Written by hand, for what stands in front of it is measured.
 */
const EVERY_MS = 1_000

let answered = 0
let posted = 0
/** Streams of events by connection and operation. */
const streams = new Map<WebSocket, Set<string>>()

const server = createServer(async (request, response) => {
  if (request.url === '/requests') return void response.end(JSON.stringify({ answered }))
  answered += 1
  const { query, variables } = JSON.parse(await text(request))
  const result = await graphql({ schema: people.schema, source: query, variableValues: variables })
  response.setHeader('content-type', 'application/json').end(JSON.stringify(result))
})

new WebSocketServer({ server }).on('connection', (socket) => {
  const operations = new Set<string>()
  streams.set(socket, operations)
  socket.on('close', () => streams.delete(socket))
  socket.on('message', (data) => {
    const { type, id, payload } = JSON.parse(data.toString())
    if (type === 'connection_init') socket.send('{"type":"connection_ack"}')
    if (type === 'complete') operations.delete(id)
    if (type !== 'subscribe') return
    const admitted = payload.extensions?.admission === true
    if (!admitted) operations.add(id)
    const extensions = { cursor: String(posted), ...(admitted ? { admitted } : {}) }
    socket.send(JSON.stringify({ id, type: 'next', payload: { data: null, extensions } }))
  })
})

setInterval(() => {
  posted += 1
  const payload = { data: message(posted, instant()), extensions: { cursor: String(posted) } }
  for (const [socket, operations] of streams)
    for (const id of operations) socket.send(JSON.stringify({ id, type: 'next', payload }))
}, EVERY_MS)

server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit())
