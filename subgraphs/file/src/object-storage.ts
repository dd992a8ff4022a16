import type { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { encodeExtended } from 'content-disposition'
import type { FileConfig } from './config.ts'

/** What an upload must be, and what is announced of it. */
export interface AnnouncedObject {
  key: string
  /** Bytes. */
  size: number
  contentType: string
  /** Hexadecimal. */
  sha256: string
}

export interface PresignedRequest {
  url: string
  /** Headers that the signature covers; the client sends them as they are. */
  headers: Record<string, string>
}

/** The bucket that holds the files. Every method but the presigning ones asks the store, so none runs in a transaction. */
export interface ObjectStorage {
  /** A PUT of exactly the announced bytes: the store refuses another size, type, content or key. */
  presignUpload(object: AnnouncedObject, now: Date): Promise<PresignedRequest>
  /** A GET that browsers save under the name instead of showing it. */
  presignDownload(key: string, fileName: string, now: Date): Promise<string>
  /** What the store holds under the key, or null. */
  describe(key: string): Promise<{ size: bigint; contentType: string | null } | null>
  /** The bytes under the key, or null. */
  read(key: string): Promise<Readable | null>
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
    presignUpload: (object, now) => presignUpload(signer, Bucket, object, now, config.UPLOAD_URL_SECONDS),
    presignDownload: (Key, fileName, now) => {
      const disposition = `attachment; filename*=${encodeExtended(fileName)}`
      const command = new GetObjectCommand({ Bucket, Key, ResponseContentDisposition: disposition })
      return getSignedUrl(signer, command, { expiresIn: config.DOWNLOAD_URL_SECONDS, signingDate: now })
    },
    async describe(Key) {
      const head = await unlessMissing(client.send(new HeadObjectCommand({ Bucket, Key })))
      return head && { size: BigInt(head.ContentLength ?? 0), contentType: head.ContentType ?? null }
    },
    async read(Key) {
      const object = await unlessMissing(client.send(new GetObjectCommand({ Bucket, Key })))
      // On Node the SDK's body is a stream of Node's.
      return (object?.Body as Readable | undefined) ?? null
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

async function presignUpload(
  signer: S3Client,
  Bucket: string,
  { key, size, contentType, sha256 }: AnnouncedObject,
  now: Date,
  expiresIn: number,
): Promise<PresignedRequest> {
  const checksum = Buffer.from(sha256, 'hex').toString('base64')
  const command = new PutObjectCommand({
    Bucket,
    Key: key,
    ContentType: contentType,
    ContentLength: size,
    ChecksumSHA256: checksum,
  })
  const url = await getSignedUrl(signer, command, {
    expiresIn,
    signingDate: now,
    signableHeaders: new Set(['host', 'content-length', 'content-type', 'x-amz-checksum-sha256']),
    // In the query the store would not compare it with the bytes.
    unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
  })
  return { url, headers: { 'content-type': contentType, 'x-amz-checksum-sha256': checksum } }
}

async function unlessMissing<Result>(request: Promise<Result>): Promise<Result | null> {
  try {
    return await request
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return null
    throw error
  }
}
