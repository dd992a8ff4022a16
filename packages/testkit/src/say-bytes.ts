import { connect } from 'node:net'

/** What a server answered to bytes that no HTTP client would send. */
export interface RawAnswer {
  status: number
  /** Names in lower case. */
  headers: Map<string, string>
  body: string
}

/**
 * Sends bytes to a server, optionally followed for as long as it listens by one more byte at a time, and waits until the
 * server has ended the connection.
 */
export async function sayBytes(url: string, bytes: string, { trickle = false } = {}): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let answer = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text
  })
  // A server that has seen enough may reset the connection; what it said before counts.
  socket.on('error', () => {})
  socket.write(bytes)
  const drip = trickle ? setInterval(() => socket.writable && socket.write('x'), 50) : undefined
  await new Promise((resolve) => socket.once('close', resolve))
  clearInterval(drip)
  return readAnswer(answer)
}

function readAnswer(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const [statusLine = '', ...lines] = head.split('\r\n')
  const headers = lines.map((line) => line.split(/: (.*)/s) as [string, string])
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: new Map(headers.map(([name, value]) => [name.toLowerCase(), value])),
    body: rest.join('\r\n\r\n'),
  }
}
