import type { Deps } from '../../deps.ts'
import type { FileModel } from '../../generated/prisma/models.ts'
import { objectKey } from '../files/object-key.ts'
import { planParts } from './part-plan.ts'

/** The API's `Upload`. */
export interface Upload {
  method: string
  url: string | null
  headers: { name: string; value: string }[]
  fields: { name: string; value: string }[]
  parts: { number: number; url: string; size: bigint }[]
  expiresAt: Date
}

/** How to send the bytes of a reserved file, signed now. */
export async function describeUpload(deps: Deps, file: FileModel): Promise<Upload> {
  const { clock, config } = deps
  const now = clock.now()
  const expiresAt = new Date(now.getTime() + config.UPLOAD_URL_SECONDS * 1000)
  const base = { method: 'PUT', fields: [], expiresAt }
  if (file.partSize !== null) {
    const parts = await signParts(deps, file, file.partSize, now)
    return { ...base, url: null, headers: [], parts }
  }
  const { id, contentType, sha256 } = file
  const announced = { key: objectKey(id), size: Number(file.size), contentType, sha256 }
  const { url, headers } = await deps.storage.sign.upload(announced, now)
  return { ...base, url, headers: Object.entries(headers).map(([name, value]) => ({ name, value })), parts: [] }
}

async function signParts(deps: Deps, file: FileModel, partSize: number, now: Date): Promise<Upload['parts']> {
  const key = objectKey(file.id)
  const multipartId = file.multipartId ?? (await beginParts(deps, file))
  return Promise.all(
    planParts(file.size, partSize).map(async ({ number, size }) => ({
      number,
      size: BigInt(size),
      url: await deps.storage.sign.part({ key, multipartId, number, size }, now),
    })),
  )
}

/** Begins the upload at the store. Of two requests at once one id is kept; the other upload is discarded unused. */
async function beginParts({ db, storage }: Deps, { id, contentType }: FileModel): Promise<string> {
  const begun = await storage.parts.begin(objectKey(id), contentType)
  const { count } = await db.file.updateMany({ where: { id, multipartId: null }, data: { multipartId: begun } })
  if (count > 0) return begun
  await storage.parts.discard(objectKey(id), begun)
  const { multipartId } = await db.file.findUniqueOrThrow({ where: { id } })
  return multipartId ?? begun
}
