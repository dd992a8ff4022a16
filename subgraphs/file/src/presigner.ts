import { GetObjectCommand, PutObjectCommand, type S3Client, UploadPartCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { encodeExtended } from 'content-disposition'
import type { FileConfig } from './config.ts'

/** What an upload must be, as it was announced. */
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

/** A part of an upload that the store knows by `multipartId`. */
export interface AnnouncedPart {
  key: string
  multipartId: string
  /** From 1. */
  number: number
  /** Bytes. */
  size: number
}

/** Signs requests that clients send to the store themselves. Nothing is asked of the store. */
export interface Presigner {
  /** A PUT of exactly the announced bytes: the store refuses another size, type, content or key. */
  upload(object: AnnouncedObject, now: Date): Promise<PresignedRequest>
  /** A PUT of a part of exactly its size. */
  part(part: AnnouncedPart, now: Date): Promise<string>
  /** A GET that browsers save under the name instead of showing it. */
  download(key: string, fileName: string, now: Date): Promise<string>
}

export function createPresigner(client: S3Client, Bucket: string, config: FileConfig): Presigner {
  const { UPLOAD_URL_SECONDS: uploadSeconds, DOWNLOAD_URL_SECONDS: downloadSeconds } = config
  return {
    async upload({ key: Key, size: ContentLength, contentType: ContentType, sha256 }, signingDate) {
      const ChecksumSHA256 = Buffer.from(sha256, 'hex').toString('base64')
      const command = new PutObjectCommand({ Bucket, Key, ContentType, ContentLength, ChecksumSHA256 })
      const url = await getSignedUrl(client, command, {
        expiresIn: uploadSeconds,
        signingDate,
        signableHeaders: new Set(['host', 'content-length', 'content-type', 'x-amz-checksum-sha256']),
        // In the query the store would not compare it with the bytes.
        unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
      })
      return { url, headers: { 'content-type': ContentType, 'x-amz-checksum-sha256': ChecksumSHA256 } }
    },
    part({ key: Key, multipartId: UploadId, number: PartNumber, size: ContentLength }, signingDate) {
      const command = new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, ContentLength })
      const signableHeaders = new Set(['host', 'content-length'])
      return getSignedUrl(client, command, { expiresIn: uploadSeconds, signingDate, signableHeaders })
    },
    download(Key, fileName, signingDate) {
      const ResponseContentDisposition = `attachment; filename*=${encodeExtended(fileName)}`
      const command = new GetObjectCommand({ Bucket, Key, ResponseContentDisposition })
      return getSignedUrl(client, command, { expiresIn: downloadSeconds, signingDate })
    },
  }
}
