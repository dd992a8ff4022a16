import { createHash } from 'node:crypto'
import type { ApiClient } from '@lms/local/api-client'

const CREATE = `mutation ($input: CreateUploadInput!) {
  createUpload(input: $input) { file { id } upload { method url headers { name value } } userErrors { field code message } }
}`
const COMPLETE =
  'mutation ($input: CompleteUploadInput!) { completeUpload(input: $input) { file { status } userErrors { field code message } } }'

export interface FileToUpload {
  fileName: string
  contentType: string
  purpose: string
  bytes: Uint8Array<ArrayBuffer>
}

/** Announces a file, sends its bytes to the object store by the presigned request, and completes it. */
export async function uploadFile(client: ApiClient, { bytes, ...about }: FileToUpload): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const { createUpload } = await client.ask(CREATE, { input: { ...about, size: bytes.length, sha256 } })
  const { method, url, headers } = createUpload.upload as {
    method: string
    url: string
    headers: { name: string; value: string }[]
  }
  const response = await fetch(url, {
    method,
    // The client of the platform sets the length itself.
    headers: headers
      .filter(({ name }) => name.toLowerCase() !== 'content-length')
      .map(({ name, value }) => [name, value] as [string, string]),
    body: bytes,
  })
  if (!response.ok) throw new Error(`the object store answered ${response.status}: ${await response.text()}`)
  const fileId: string = createUpload.file.id
  await client.ask(COMPLETE, { input: { fileId } })
  return fileId
}
