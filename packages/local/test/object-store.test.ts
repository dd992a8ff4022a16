import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ObjectStore, startObjectStore } from '../src/object-store.ts'

let dataDir: string
let store: ObjectStore
let client: S3Client

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'lms-s3-'))
  await start()
})

afterEach(async () => {
  await store.stop()
  await rm(dataDir, { recursive: true })
})

async function start(): Promise<void> {
  store = await startObjectStore({ port: 0, dataDir, bucket: 'lms-files' })
  const { endpoint, region, accessKeyId, secretAccessKey } = store
  client = new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  })
}

const object = { Bucket: 'lms-files', Key: 'files/file_1/notes.txt' }

test('a presigned upload is stored with its type and survives a restart', async () => {
  const url = await getSignedUrl(client, new PutObjectCommand({ ...object, ContentType: 'text/plain' }))
  const put = await fetch(url, { method: 'PUT', body: 'hello', headers: { 'content-type': 'text/plain' } })
  expect(put.status).toBe(200)
  await store.stop()
  await start()
  expect(await client.send(new HeadObjectCommand(object))).toMatchObject({
    ContentLength: 5,
    ContentType: 'text/plain',
  })
  const download = await fetch(
    await getSignedUrl(
      client,
      new GetObjectCommand({ ...object, ResponseContentDisposition: 'attachment; filename="notes.txt"' }),
    ),
  )
  expect(await download.text()).toBe('hello')
  expect(download.headers.get('content-disposition')).toBe('attachment; filename="notes.txt"')
})

test('a page of another origin may upload and read the ETag', async () => {
  const url = await getSignedUrl(client, new PutObjectCommand(object))
  const preflight = await fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://app.lms.test',
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'content-type',
    },
  })
  expect(preflight.status).toBe(204)
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
  expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT')
  expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type')
  const put = await fetch(url, { method: 'PUT', body: 'hello', headers: { origin: 'https://app.lms.test' } })
  expect(put.headers.get('access-control-expose-headers')).toContain('ETag')
})

test('a body of 20 MB goes up at once, and parts are joined', async () => {
  const url = await getSignedUrl(client, new PutObjectCommand(object))
  const large = Buffer.alloc(20_000_000, 'x')
  expect((await fetch(url, { method: 'PUT', body: large })).status).toBe(200)

  const { UploadId } = await client.send(new CreateMultipartUploadCommand(object))
  const sizes = [5 * 1024 * 1024, 10]
  const Parts = await Promise.all(
    sizes.map(async (size, index) => {
      const part = { ...object, UploadId, PartNumber: index + 1 }
      const signed = await getSignedUrl(client, new UploadPartCommand(part))
      const put = await fetch(signed, { method: 'PUT', body: Buffer.alloc(size, 'y') })
      return { PartNumber: part.PartNumber, ETag: put.headers.get('etag') ?? '' }
    }),
  )
  await client.send(new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload: { Parts } }))
  expect(await client.send(new HeadObjectCommand(object))).toMatchObject({ ContentLength: 5 * 1024 * 1024 + 10 })
})

test('a taken port is refused in a sentence', async () => {
  const port = Number(new URL(store.endpoint).port)
  const second = startObjectStore({ port, dataDir: path.join(dataDir, 'second'), bucket: 'lms-files' })
  await expect(second).rejects.toThrow(`Port ${port}, which the object store needs, is taken by another program.`)
})
