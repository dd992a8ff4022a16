import type { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { FileConfig } from './config.ts'
import { createMultipartUploads, type MultipartUploads } from './multipart-uploads.ts'
import { createPresigner, type Presigner } from './presigner.ts'
import { unlessMissing } from './unless-missing.ts'

/** The bucket that holds the files. Every method but `sign` asks the store, so none runs in a transaction. */
export interface ObjectStorage {
  readonly sign: Presigner
  readonly parts: MultipartUploads
  /** What the store holds under the key, or null. */
  describe(key: string): Promise<{ size: bigint; contentType: string | null } | null>
  /** The bytes under the key, or null. */
  read(key: string): Promise<Readable | null>
  /** Puts bytes under the key, in place of what may be there. */
  write(key: string, content: Buffer, contentType: string): Promise<void>
  /** Removes the object; one that is not there is no error. */
  remove(key: string): Promise<void>
  /** Rejects when the bucket cannot be reached. */
  check(): Promise<void>
  close(): void
}

export function createObjectStorage(config: FileConfig): ObjectStorage {
  const { S3_ENDPOINT: endpoint, S3_BUCKET: Bucket } = config
  const client = createClient(config, endpoint)
  const signer = createClient(config, config.S3_PUBLIC_ENDPOINT ?? endpoint)
  return {
    sign: createPresigner(signer, Bucket, config),
    parts: createMultipartUploads(client, Bucket),
    async describe(Key) {
      const head = await unlessMissing(client.send(new HeadObjectCommand({ Bucket, Key })))
      return head && { size: BigInt(head.ContentLength ?? 0), contentType: head.ContentType ?? null }
    },
    async read(Key) {
      const object = await unlessMissing(client.send(new GetObjectCommand({ Bucket, Key })))
      // On Node the SDK's body is a stream of Node's.
      return (object?.Body as Readable | undefined) ?? null
    },
    async write(Key, Body, ContentType) {
      await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType }))
    },
    async remove(Key) {
      await client.send(new DeleteObjectCommand({ Bucket, Key }))
    },
    async check() {
      await client.send(new HeadBucketCommand({ Bucket }))
    },
    close() {
      client.destroy()
      signer.destroy()
    },
  }
}

function createClient(config: FileConfig, endpoint: string | undefined): S3Client {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = config
  return new S3Client({
    region: config.AWS_REGION,
    // Stores other than Amazon's are seldom reachable under a host name per bucket.
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    ...(accessKeyId && secretAccessKey ? { credentials: { accessKeyId, secretAccessKey } } : {}),
    // Otherwise a CRC32 of no bytes gets into presigned uploads.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    // Bytes are compared with what was announced; a store's own checksum would only turn a difference into a fault.
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  })
}
