import { createHash } from 'node:crypto'
import type { ApiClient } from '../api-client.ts'

export interface FileToUpload {
  fileName: string
  contentType: string
  purpose: string
  bytes: Uint8Array<ArrayBuffer>
}

/** Announces a file, sends its bytes to the object store by the presigned request, and completes it; returns its id. */
export async function uploadFile(client: ApiClient, { bytes, ...about }: FileToUpload): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const announced = { ...about, size: bytes.length, sha256 }
  const { file, upload } = await client.mutate(
    'createUpload',
    announced,
    'file { id } upload { method url headers { name value } }',
  )
  const headers = (upload.headers as { name: string; value: string }[])
    // fetch sets the length itself.
    .filter(({ name }) => name.toLowerCase() !== 'content-length')
    .map(({ name, value }): [string, string] => [name, value])
  const response = await fetch(upload.url, { method: upload.method, headers, body: bytes })
  if (!response.ok) throw new Error(`the object store answered ${response.status}: ${await response.text()}`)
  await client.mutate('completeUpload', { fileId: file.id }, 'file { status }')
  return file.id
}
