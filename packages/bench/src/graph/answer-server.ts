import { createServer, type Server } from 'node:net'
import { createAnswers } from './answers.ts'
import { type TakenRequest, takeRequest } from './take-request.ts'

/**
 * A server that computes each answer once and then sends it from memory. It speaks no more HTTP than the gateways need:
 * POST with a length, kept-alive connections, the next request after the answer. With node:http it would itself be what a
 * fast gateway waits for. `GET /requests` tells how many it answered.
 */
export function createAnswerServer(compute: (path: string, body: string) => Promise<string>): Server {
  const answers = createAnswers(compute)
  let answered = 0
  const answerFirst = async (request: TakenRequest): Promise<Buffer> => {
    if (request.path === '/requests') return httpAnswer(JSON.stringify({ answered }))
    answered += 1
    return answers.add(request, httpAnswer)
  }
  return createServer({ noDelay: true }, (socket) => {
    let received: Buffer = Buffer.alloc(0)
    socket.on('data', (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
      const request = takeRequest(received)
      if (!request) return
      received = received.subarray(request.length)
      const known = answers.find(request)
      if (known) {
        answered += 1
        socket.write(known)
      } else {
        answerFirst(request).then(
          (made) => socket.write(made),
          (error) => socket.destroy(error),
        )
      }
    })
    // A gateway that is stopped cuts its connections.
    socket.on('error', () => socket.destroy())
  })
}

function httpAnswer(text: string): Buffer {
  const body = Buffer.from(text)
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: keep-alive\r\nkeep-alive: timeout=75\r\ncontent-length: ${body.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), body])
}
