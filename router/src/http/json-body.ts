import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { RequestRefusal } from '../refusal.ts'
import { parseUntrustedJson } from './parse-untrusted-json.ts'

type Inflate = (body: Buffer, limit: { maxOutputLength: number }) => Promise<Buffer>

const INFLATE: ReadonlyMap<string, Inflate> = new Map([
  ['gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
])

/** Content encodings of request bodies. */
export const KNOWN_ENCODINGS: readonly string[] = [...INFLATE.keys()]

export const isKnownEncoding = (encoding: string | undefined): boolean =>
  encoding === undefined || encoding === 'identity' || INFLATE.has(encoding)

/**
 * Makes JSON the only kind of body. `maxBytes` holds for what arrives and again for what comes out of a compressed body,
 * of which no more than that is ever inflated.
 */
export function readOnlyJson(app: FastifyInstance, maxBytes: number): void {
  app.removeAllContentTypeParsers()
  const options = { parseAs: 'buffer', bodyLimit: maxBytes } as const
  app.addContentTypeParser('application/json', options, (request: FastifyRequest, body: Buffer, done) => {
    const encoding = request.headers['content-encoding'] ?? 'identity'
    const inflateBody = INFLATE.get(encoding)
    if (!inflateBody) return settle(() => parseBody(body), done)
    decode(body, { encoding, inflateBody, maxBytes }).then((inflated) => settle(() => parseBody(inflated), done), done)
  })
}

function settle(read: () => unknown, done: (error: Error | null, body?: unknown) => void): void {
  let outcome: [error: Error | null, body?: unknown]
  try {
    outcome = [null, read()]
  } catch (error) {
    outcome = [error as Error]
  }
  done(...outcome)
}

async function decode(
  body: Buffer,
  { encoding, inflateBody, maxBytes }: { encoding: string; inflateBody: Inflate; maxBytes: number },
): Promise<Buffer> {
  try {
    return await inflateBody(body, { maxOutputLength: maxBytes })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new RequestRefusal(413, 'BAD_REQUEST', `The body is larger than ${maxBytes} bytes.`)
    throw new RequestRefusal(400, 'BAD_REQUEST', `The body is not ${encoding}.`)
  }
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true })

function parseBody(body: Buffer): unknown {
  if (body.length === 0) throw new RequestRefusal(400, 'BAD_REQUEST', 'The body is empty.')
  try {
    return parseUntrustedJson(UTF_8.decode(body))
  } catch {
    throw new RequestRefusal(400, 'BAD_REQUEST', 'The body is not JSON in UTF-8.')
  }
}
