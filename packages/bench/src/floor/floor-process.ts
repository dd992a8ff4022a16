import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerByHand } from './answer-by-hand.ts'

/*
 * What Node itself can do on the core of the gateways: /constant sends the same few kilobytes each time, /by-hand asks two
 * subgraphs for the small query.
 */
const CONSTANT = JSON.stringify({ data: { text: 'x'.repeat(3_700) } })

const server = createServer(async (request, response) => {
  request.resume()
  const answer = request.url === '/constant' ? CONSTANT : await answerByHand(process.env.SUBGRAPHS_URL ?? '')
  response.setHeader('content-type', 'application/json')
  response.setHeader('content-length', Buffer.byteLength(answer))
  response.end(answer)
})

server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit())
