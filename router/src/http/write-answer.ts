import { formatRouterError } from '../format-error.ts'
import type { Answer } from './answer.ts'

/** The JSON text of an answer. The data is JSON already; what is beside it is small. */
export function writeAnswer({ errors, data, extensions }: Answer['body'], requestId: string): string {
  const members = [
    ...(errors ? [`"errors":${JSON.stringify(errors.map((error) => formatRouterError(error, requestId)))}`] : []),
    ...(data === undefined ? [] : [`"data":${data}`]),
    ...(extensions ? [`"extensions":${JSON.stringify(extensions)}`] : []),
  ]
  return `{${members.join(',')}}`
}
