import { writeCostReport } from '../budget/cost-report.ts'
import { formatRouterError } from '../format-error.ts'
import type { Answer } from './answer.ts'

/** The JSON text of an answer. The data is JSON already; what is beside it is small. */
export function writeAnswer(body: Answer['body'], requestId: string): string {
  // Added up and not joined, which would copy the data.
  let text = ''
  for (const piece of piecesOf(body, requestId)) text += piece
  return text
}

/** The same in UTF-8, without the data being copied to one text first. */
export function writeAnswerBytes(body: Answer['body'], requestId: string): Buffer {
  const pieces = piecesOf(body, requestId)
  const bytes = Buffer.allocUnsafeSlow(pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0))
  let at = 0
  for (const piece of pieces) at += bytes.write(piece, at)
  return bytes
}

function piecesOf({ errors, data, cost }: Answer['body'], requestId: string): string[] {
  const pieces: string[] = []
  const add = (name: string, json: string) => pieces.push(`${pieces.length > 0 ? ',' : '{'}"${name}":`, json)
  if (errors) add('errors', JSON.stringify(errors.map((error) => formatRouterError(error, requestId))))
  if (data !== undefined) add('data', data)
  if (cost) add('extensions', `{"cost":${writeCostReport(cost)}}`)
  pieces.push(pieces.length > 0 ? '}' : '{}')
  return pieces
}
