import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'

/*
 * What a WebSocket server in Node can do at most: it sends one prepared message to everybody, whose operation must be
 * called "1", and knows nothing of GraphQL but the messages' types.
 */
const sockets = new Set<WebSocket>()
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false, clientTracking: false })
server.on('connection', (socket) => {
  socket.on('message', (data) => {
    const { type } = JSON.parse(data.toString())
    if (type === 'connection_init') socket.send('{"type":"connection_ack"}')
    if (type === 'subscribe') sockets.add(socket)
  })
  socket.on('close', () => sockets.delete(socket))
})

const upstream = new WebSocket(process.env.ROOM_URL ?? '', 'graphql-transport-ws')
upstream.on('open', () => {
  upstream.send('{"type":"connection_init"}')
  upstream.send('{"id":"1","type":"subscribe","payload":{"query":""}}')
})
upstream.on('message', (data) => {
  const frame = Buffer.from(data.toString())
  for (const socket of sockets) socket.send(frame, { binary: false })
})

server.on('listening', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit())
