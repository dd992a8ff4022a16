import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { fileAvailable } from '@lms/contracts/file'
import type { RunningService } from '@lms/kit/subgraph'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { announce, change, createUpload, readFile, send, sha256, storageOf, upload } from './files.ts'
import { startTestFile } from './start-file.ts'

const DAY = 86_400_000
const service = setUp(startTestFile)
let client: S3Client
let replica: RunningService
// Every job runs in two processes at the same time.
beforeAll(async () => {
  replica = await service.startReplica()
  const { endpoint, region, accessKeyId, secretAccessKey } = service.store
  client = new S3Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true })
})
afterAll(async () => {
  client.destroy()
  await replica.stop()
})

const exists = (id: string) =>
  client.send(new HeadObjectCommand({ Bucket: service.store.bucket, Key: `files/${id}` })).then(
    () => true,
    () => false,
  )

test('an upload that nobody completes lapses after a day: its space is given back, its bytes are removed', async () => {
  const ada = createViewer()
  const { file, upload } = await createUpload(service, ada, announce('hello'))
  await send(upload, 'hello')
  service.clock.advance(DAY + 1)
  await expect
    .poll(async () => (await readFile(service, ada, file.id)).data.file)
    .toMatchObject({
      status: 'FAILED',
      failure: 'EXPIRED',
    })
  expect(await storageOf(service, ada)).toMatchObject({ used: 0, reserved: 0 })
  await expect.poll(() => exists(file.id)).toBe(false)
  expect((await change(service, ada, 'completeUpload', file.id)).userErrors[0].code).toBe('EXPIRED')
})

test('the space of many uploads that lapse at once is given back once, and their bytes are removed', async () => {
  const ada = createViewer()
  const sent = await Promise.all(
    Array.from({ length: 12 }, async () => {
      const { file, upload } = await createUpload(service, ada, announce('hello'))
      await send(upload, 'hello')
      return file.id as string
    }),
  )
  const [kept = '', ...lapsing] = sent
  await change(service, ada, 'completeUpload', kept)
  service.clock.advance(DAY + 1)
  await expect.poll(() => Promise.all(lapsing.map(exists))).toEqual(lapsing.map(() => false))
  expect(await storageOf(service, ada)).toMatchObject({ used: 5, reserved: 0 })
  expect(await exists(kept)).toBe(true)
})

test('the bytes of a deleted file are removed once nobody can upload them again', async () => {
  const ada = createViewer()
  const id = await upload(service, ada, 'hello')
  await change(service, ada, 'deleteFile', id)
  service.clock.advance(DAY + 1)
  await expect.poll(() => exists(id)).toBe(false)
})

test('a large file is taken in at once and verified by the job', async () => {
  const ada = createViewer()
  const content = 'x'.repeat(33 * 1024 * 1024)
  const { file, upload } = await createUpload(service, ada, announce(content))
  await send(upload, content)
  expect(await change(service, ada, 'completeUpload', file.id)).toMatchObject({ userErrors: [], file: { id: file.id } })
  await expect.poll(async () => (await readFile(service, ada, file.id)).data.file.status).toBe('AVAILABLE')
  expect((await service.outbox(fileAvailable)).filter(({ subject }) => subject === file.id)).toHaveLength(1)
})

test('a verification that a crash cut short is taken up again; bytes that are gone by then fail the file', async () => {
  const ada = createViewer()
  const { file: kept, upload: toKeep } = await createUpload(service, ada, announce('hello'))
  await send(toKeep, 'hello')
  const { file: lost } = await createUpload(service, ada, announce('world', { sha256: sha256('world') }))
  await service.database.query(`update file set status = 'UPLOADED', verifying_until = $2 where id = any($1)`, [
    [kept.id, lost.id],
    new Date(service.clock.now().getTime() + 60_000),
  ])
  await service.database.query(`update storage_account set used = reserved, reserved = 0 where user_id = $1`, [ada.id])
  service.clock.advance(61_000)
  const statusOf = async (id: string) => (await readFile(service, ada, id)).data.file
  await expect.poll(() => statusOf(kept.id)).toMatchObject({ status: 'AVAILABLE' })
  await expect.poll(() => statusOf(lost.id)).toMatchObject({ status: 'FAILED', failure: 'OBJECT_MISSING' })
  expect(await storageOf(service, ada)).toMatchObject({ used: 5, reserved: 0 })
})

test('while the object store is away the answer says so and nothing is lost', async () => {
  await using lonely = await startTestFile({ S3_ENDPOINT: 'http://127.0.0.1:9' })
  const ada = createViewer()
  const { file } = await createUpload(lonely, ada, announce('hello'))
  const { errors } = await lonely.execute(
    ada,
    'mutation ($input: CompleteUploadInput!) { completeUpload(input: $input) { file { id } } }',
    { input: { fileId: file.id } },
  )
  expect(errors?.[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE')
  expect((await readFile(lonely, ada, file.id)).data.file.status).toBe('RESERVED')
  expect((await fetch(`${lonely.url}/health/storage`)).status).toBe(503)
  expect((await fetch(`${service.url}/health/storage`)).status).toBe(200)
})

test('an upload in parts that the object store could not begin leaves no space reserved', async () => {
  await using lonely = await startTestFile({ S3_ENDPOINT: 'http://127.0.0.1:9', UPLOAD_PART_BYTES: '5242880' })
  const ada = createViewer()
  const { errors } = await lonely.execute(
    ada,
    'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { file { id } } }',
    { input: announce('', { size: 6_000_000 }) },
  )
  expect(errors?.[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE')
  expect(await storageOf(lonely, ada)).toMatchObject({ used: 0, reserved: 0 })
})
