import type { Deps } from '../../deps.ts'
import type { FileModel } from '../../generated/prisma/models.ts'
import { objectKey } from '../files/object-key.ts'

/** The API's `Upload`. */
export interface Upload {
  method: string
  url: string
  headers: { name: string; value: string }[]
  fields: { name: string; value: string }[]
  parts: { number: number; url: string; size: bigint }[]
  expiresAt: Date
}

/** How to send the bytes of a reserved file, signed now. */
export async function describeUpload(
  { storage, clock, config }: Pick<Deps, 'storage' | 'clock' | 'config'>,
  { id, size, contentType, sha256 }: FileModel,
): Promise<Upload> {
  const now = clock.now()
  const announced = { key: objectKey(id), size: Number(size), contentType, sha256 }
  const { url, headers } = await storage.presignUpload(announced, now)
  return {
    method: 'PUT',
    url,
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    fields: [],
    parts: [],
    expiresAt: new Date(now.getTime() + config.UPLOAD_URL_SECONDS * 1000),
  }
}
