import { S3ServiceException } from '@aws-sdk/client-s3'

/** Null where the store has no such object or upload. */
export async function unlessMissing<Result>(request: Promise<Result>): Promise<Result | null> {
  try {
    return await request
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return null
    throw error
  }
}
