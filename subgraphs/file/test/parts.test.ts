import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { expect, test } from 'vitest'
import { announce, change, createUpload, readFile, storageOf } from './files.ts'
import { startTestFile } from './start-file.ts'

const MIB = 1024 * 1024
const service = setUp(() => startTestFile({ UPLOAD_PART_BYTES: String(5 * MIB) }))

const content = 'a'.repeat(5 * MIB) + 'b'.repeat(5 * MIB) + 'c'.repeat(100)

interface Part {
  number: number
  url: string
  size: number
}

/** Sends one part and gives what `completeUpload` wants to know of it. */
async function sendPart({ number, url, size }: Part) {
  const offset = (number - 1) * 5 * MIB
  const response = await fetch(url, { method: 'PUT', body: content.slice(offset, offset + size) })
  expect(response.status).toBe(200)
  return { number, etag: response.headers.get('etag') ?? '' }
}

async function complete(viewer: ReturnType<typeof createViewer>, fileId: string, parts: object[] | null) {
  const { data } = await service.execute(
    viewer,
    'mutation ($input: CompleteUploadInput!) { completeUpload(input: $input) { file { status downloadUrl } userErrors { field code } } }',
    { input: { fileId, parts } },
  )
  return data.completeUpload
}

const PARTS = 'upload { url headers { name } parts { number url size } } userErrors { field code }'
async function renew(viewer: ReturnType<typeof createViewer>, fileId: string) {
  const { data } = await service.execute(
    viewer,
    `mutation ($input: RenewUploadInput!) { renewUpload(input: $input) { ${PARTS} } }`,
    { input: { fileId } },
  )
  return data.renewUpload
}

async function announceParts(viewer: ReturnType<typeof createViewer>) {
  const { file } = await createUpload(service, viewer, announce(content))
  const { upload } = await renew(viewer, file.id)
  return { fileId: file.id as string, parts: upload.parts as Part[], upload }
}

test('a large file goes up in parts, in any order, and is one file in the end', async () => {
  const ada = createViewer()
  const { fileId, parts, upload } = await announceParts(ada)
  expect(upload).toMatchObject({ url: null, headers: [] })
  expect(parts.map(({ number, size }) => [number, size])).toEqual([
    [1, 5 * MIB],
    [2, 5 * MIB],
    [3, 100],
  ])
  const sent = await Promise.all(parts.toReversed().map(sendPart))
  const answers = await Promise.all([complete(ada, fileId, sent), complete(ada, fileId, sent)])
  expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([])
  await expect.poll(async () => (await readFile(service, ada, fileId)).data.file.status).toBe('AVAILABLE')
  const { file } = (await readFile(service, ada, fileId)).data
  expect((await (await fetch(file.downloadUrl)).text()) === content).toBe(true)
  expect(await storageOf(service, ada)).toMatchObject({ used: content.length, reserved: 0 })
})

test('an upload goes on with new addresses where it was broken off', async () => {
  const ada = createViewer()
  const { fileId, parts } = await announceParts(ada)
  const sent = [await sendPart(parts[0] as Part)]
  service.clock.advance(20 * 60_000)
  const renewed = (await renew(ada, fileId)).upload.parts as Part[]
  for (const part of renewed.slice(1)) sent.push(await sendPart(part))
  expect(await complete(ada, fileId, sent)).toMatchObject({ file: { status: 'AVAILABLE' }, userErrors: [] })
  expect((await renew(ada, fileId)).userErrors).toEqual([{ field: ['input', 'fileId'], code: 'ALREADY_COMPLETED' }])
})

test('parts that are missing, repeated, invented or altered are refused, and the upload can go on', async () => {
  const ada = createViewer()
  const { fileId, parts } = await announceParts(ada)
  const sent = await Promise.all(parts.map(sendPart))
  const [first, second, third] = sent
  const refused = { file: null, userErrors: [{ field: ['input', 'parts'], code: 'INVALID_PARTS' }] }
  for (const wrong of [
    null,
    [],
    [first, second],
    [first, second, second],
    [...sent, { number: 4, etag: third?.etag }],
    [first, second, { number: 3, etag: '"00000000000000000000000000000000"' }],
  ]) {
    expect(await complete(ada, fileId, wrong as object[] | null)).toEqual(refused)
  }
  expect(await complete(ada, fileId, sent)).toMatchObject({ file: { status: 'AVAILABLE' } })
})

test('parts of other content fail the file', async () => {
  const ada = createViewer()
  const { file } = await createUpload(service, ada, announce(content, { sha256: '0'.repeat(64) }))
  const { upload } = await renew(ada, file.id)
  const sent = await Promise.all((upload.parts as Part[]).map(sendPart))
  expect((await complete(ada, file.id, sent)).userErrors).toEqual([
    { field: ['input', 'fileId'], code: 'CHECKSUM_MISMATCH' },
  ])
  expect(await storageOf(service, ada)).toMatchObject({ used: 0, reserved: 0 })
})

test('parts that were never joined are removed when the upload lapses', async () => {
  const ada = createViewer()
  const { fileId, parts } = await announceParts(ada)
  await sendPart(parts[0] as Part)
  await change(service, ada, 'abortUpload', fileId)
  service.clock.advance(86_400_001)
  const [first] = parts as [Part]
  await expect.poll(async () => (await fetch(first.url, { method: 'PUT', body: 'x' })).status).toBe(404)
})

test('a small file takes no parts', async () => {
  const ada = createViewer()
  const { file } = await createUpload(service, ada, announce('hello'))
  expect((await complete(ada, file.id, [{ number: 1, etag: 'x' }])).userErrors[0].code).toBe('INVALID_PARTS')
  expect(await renew(ada, file.id)).toMatchObject({ upload: { url: expect.any(String), parts: [] }, userErrors: [] })
  expect((await renew(createViewer(), file.id)).userErrors[0].code).toBe('NOT_FOUND')
})
