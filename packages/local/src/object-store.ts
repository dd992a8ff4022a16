import { mkdir } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import { allowEveryOrigin } from './cors.ts'
import { buildObjectStore } from './object-store-engine.ts'
import { listenLocally } from './ports.ts'

export interface ObjectStoreOptions {
  /** 0: any free one. */
  readonly port: number
  /** 127.0.0.1 unless told. */
  readonly host?: string
  /** Folder of the stored objects. */
  readonly dataDir: string
  /** Created where it does not exist. */
  readonly bucket: string
}

/** A running S3; clients need `forcePathStyle`. */
export interface ObjectStore {
  readonly endpoint: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly bucket: string
  stop(): Promise<void>
}

/** Bytes of the largest body of one request; larger files go up in parts. */
const bodyLimit = 256 * 1024 * 1024

/**
 * Starts the embedded S3 over `dataDir`, open to browsers. It takes every credential and does not look at signatures.
 * @throws StackError when the port is taken
 */
export async function startObjectStore({ port, host, dataDir, bucket }: ObjectStoreOptions): Promise<ObjectStore> {
  await mkdir(dataDir, { recursive: true })
  const { app, createBucket } = await buildObjectStore(dataDir)
  createBucket(bucket)
  acceptLargeBodies(app)
  answerWithRequestedHeaders(app)
  await allowEveryOrigin(app, ['ETag'])
  const endpoint = await listenLocally(app, port, 'the object store', host)
  return {
    endpoint,
    region: 'us-east-1',
    accessKeyId: 'lms-local',
    secretAccessKey: 'lms-local-secret',
    bucket,
    stop: () => app.close(),
  }
}

/** fauxqs stops at 11 MiB, real S3 at 5 GiB. */
function acceptLargeBodies(app: FastifyInstance): void {
  app.removeContentTypeParser('*')
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body))
}

/** The `response-…` parameters of a presigned download, which fauxqs does not know. */
function answerWithRequestedHeaders(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply) => {
    if (request.method !== 'GET' || reply.statusCode >= 300) return
    const query = request.query as Record<string, string | undefined>
    for (const name of ['content-disposition', 'content-type', 'cache-control']) {
      const wanted = query[`response-${name}`]
      if (wanted !== undefined) reply.header(name, wanted)
    }
  })
}
