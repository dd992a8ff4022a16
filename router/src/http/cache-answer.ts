import { createHash } from 'node:crypto'
import type { Answer } from './answer.ts'

/** Headers of an answer that nobody may keep. */
export const NOT_KEPT = { 'cache-control': 'no-store' } as const

/**
 * Lets caches keep an answer and ask again with its tag before each use: the schema does not say how long data stays
 * true. Answers with errors are not kept. The tag is weak and of the data alone, because `extensions` tell of a request.
 */
export function keepAnswer(answer: Answer, { forEverybody }: { forEverybody: boolean }): Answer {
  const { data, errors } = answer.body
  if (data === undefined || data === 'null' || errors) return answer
  const tag = createHash('sha256').update(data).digest('base64url')
  return {
    ...answer,
    headers: {
      ...answer.headers,
      'cache-control': forEverybody ? 'public, no-cache' : 'private, no-cache',
      etag: `W/"${tag}"`,
    },
  }
}

/** Whether a client has this answer already (`If-None-Match`, compared weakly as RFC 9110 §13.1.2 asks). */
export function isKnownToClient(etag: string | undefined, ifNoneMatch: string | undefined): boolean {
  if (etag === undefined || ifNoneMatch === undefined) return false
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '')
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((tag) => opaque(tag) === opaque(etag))
}
