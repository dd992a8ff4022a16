import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { unlessMissing } from './unless-missing.ts'

/** A part as the store confirmed it. */
export interface StoredPart {
  number: number
  etag: string
}

/**
 * Uploads in parts (https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html). An upload that was begun
 * while the process died is known to the store alone: give the bucket a rule that aborts incomplete uploads.
 */
export interface MultipartUploads {
  /** Begins an upload and returns the store's id of it. */
  begin(key: string, contentType: string): Promise<string>
  /**
   * Joins the parts into the object. Parts that were joined before are no error: whether the object is there shows in
   * `describe`.
   * @returns false where the parts are not the ones that the store has
   */
  join(key: string, multipartId: string, parts: readonly StoredPart[]): Promise<boolean>
  /** Removes the parts that were never joined. */
  discard(key: string, multipartId: string): Promise<void>
}

const WRONG_PARTS = new Set(['InvalidPart', 'InvalidPartOrder', 'EntityTooSmall', 'MalformedXML'])

export function createMultipartUploads(client: S3Client, Bucket: string): MultipartUploads {
  return {
    async begin(Key, ContentType) {
      const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType }))
      if (!UploadId) throw new Error('the store began an upload without an id')
      return UploadId
    },
    async join(Key, UploadId, parts) {
      const Parts = parts.map(({ number: PartNumber, etag: ETag }) => ({ PartNumber, ETag }))
      const command = new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } })
      try {
        await unlessMissing(client.send(command))
        return true
      } catch (error) {
        if (error instanceof S3ServiceException && WRONG_PARTS.has(error.name)) return false
        throw error
      }
    },
    async discard(Key, UploadId) {
      await unlessMissing(client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })))
    },
  }
}
