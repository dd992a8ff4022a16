const HEAD_END = '\r\n\r\n'

export interface TakenRequest {
  path: string
  body: Buffer
  /** How many bytes head and body take. */
  length: number
}

/** The first HTTP request in what was received, or null when it is not yet whole. */
export function takeRequest(received: Buffer): TakenRequest | null {
  const headEnd = received.indexOf(HEAD_END)
  if (headEnd < 0) return null
  const head = received.toString('latin1', 0, headEnd)
  if (/\r\ntransfer-encoding:/i.test(head))
    throw new Error('the subgraphs of the benchmark read no body without a length')
  const bodyStart = headEnd + HEAD_END.length
  const length = bodyStart + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
  if (received.length < length) return null
  const pathStart = head.indexOf(' ') + 1
  return {
    path: head.slice(pathStart, head.indexOf(' ', pathStart)),
    body: received.subarray(bodyStart, length),
    length,
  }
}
