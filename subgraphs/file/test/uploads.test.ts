import { fileAvailable } from '@lms/contracts/file'
import { newId } from '@lms/kit/ids'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { describe, expect, test } from 'vitest'
import { announce, change, createUpload, readFile, send, sha256, storageOf, upload } from './files.ts'
import { startTestFile } from './start-file.ts'

const QUOTA = 10_000
const service = setUp(() => startTestFile({ STORAGE_QUOTA_BYTES: String(QUOTA) }))

const refusal = (code: string, field = 'fileId') => [{ field: ['input', field], code }]

describe('an upload', () => {
  test('is announced, sent, verified and downloaded under its own name', async () => {
    const ada = createViewer()
    const { file, upload, userErrors } = await createUpload(
      service,
      ada,
      announce('hello', { fileName: '../Lösung "1".txt', sha256: sha256('hello').toUpperCase() }),
    )
    expect(userErrors).toEqual([])
    expect(file).toMatchObject({
      fileName: 'Lösung "1".txt',
      size: 5,
      sha256: sha256('hello'),
      status: 'RESERVED',
      downloadUrl: null,
      usedIn: [],
      owner: { id: ada.id },
    })
    expect(upload).toMatchObject({ method: 'PUT', fields: [], parts: [] })
    expect(new URL(upload.url).pathname).toBe(`/lms-files/files/${file.id}`)
    expect((await send(upload, 'hello')).status).toBe(200)

    const completed = await change(service, ada, 'completeUpload', file.id)
    expect(completed).toMatchObject({ file: { status: 'AVAILABLE' }, userErrors: [] })
    const download = await fetch(completed.file.downloadUrl)
    expect(await download.text()).toBe('hello')
    expect(download.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''L%C3%B6sung%20%221%22.txt")
    const [event] = (await service.outbox(fileAvailable)).filter(({ subject }) => subject === file.id)
    expect(event?.data).toEqual({ fileId: file.id, ownerId: ada.id, contentType: 'text/plain', size: 5 })
  })

  test('binds the presigned request to size, type and content, for a quarter of an hour', async () => {
    const { upload } = await createUpload(service, createViewer(), announce('hello'))
    const { searchParams } = new URL(upload.url)
    expect(searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host;x-amz-checksum-sha256')
    expect(searchParams.get('X-Amz-Expires')).toBe('900')
    expect(upload.headers).toEqual([
      { name: 'content-type', value: 'text/plain' },
      { name: 'x-amz-checksum-sha256', value: Buffer.from(sha256('hello'), 'hex').toString('base64') },
    ])
    expect(Math.round((Date.parse(upload.expiresAt) - service.clock.now().getTime()) / 60_000)).toBe(15)
  })

  test('completed many times at once becomes available once', async () => {
    const ada = createViewer()
    const { file, upload } = await createUpload(service, ada, announce('hello'))
    await send(upload, 'hello')
    const answers = await Promise.all(Array.from({ length: 8 }, () => change(service, ada, 'completeUpload', file.id)))
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([])
    await expect.poll(async () => (await readFile(service, ada, file.id)).data.file.status).toBe('AVAILABLE')
    expect((await service.outbox(fileAvailable)).filter(({ subject }) => subject === file.id)).toHaveLength(1)
    expect(await change(service, ada, 'completeUpload', file.id)).toMatchObject({ file: { status: 'AVAILABLE' } })
    expect(await storageOf(service, ada)).toEqual({ used: 5, reserved: 0, limit: QUOTA })
  })

  test('is not complete before its bytes are there', async () => {
    const ada = createViewer()
    const { file, upload } = await createUpload(service, ada, announce('hello'))
    expect(await change(service, ada, 'completeUpload', file.id)).toEqual({
      file: null,
      userErrors: refusal('NOT_UPLOADED'),
    })
    await send(upload, 'hello')
    expect(await change(service, ada, 'completeUpload', file.id)).toMatchObject({ file: { status: 'AVAILABLE' } })
  })

  test.each([
    ['fewer bytes', 'hell', {}, 'SIZE_MISMATCH'],
    ['another type', 'hello', { 'content-type': 'text/html' }, 'TYPE_MISMATCH'],
    ['other content of the same size', 'jello', {}, 'CHECKSUM_MISMATCH'],
  ])('of %s than announced fails, for good, and its space is given back', async (_what, body, headers, code) => {
    const ada = createViewer()
    const { file, upload } = await createUpload(service, ada, announce('hello'))
    await send(upload, body, headers as Record<string, string>)
    const refused = { file: null, userErrors: refusal(code) }
    expect(await change(service, ada, 'completeUpload', file.id)).toEqual(refused)
    expect(await change(service, ada, 'completeUpload', file.id)).toEqual(refused)
    expect((await readFile(service, ada, file.id)).data.file).toMatchObject({
      status: 'FAILED',
      failure: code,
      downloadUrl: null,
    })
    expect(await storageOf(service, ada)).toMatchObject({ used: 0, reserved: 0 })
    expect((await service.outbox(fileAvailable)).filter(({ subject }) => subject === file.id)).toEqual([])
  })

  test.each([
    ['a page as a picture', '<!doctype html><script>alert(1)</script>', 'image/png'],
    ['an archive as a picture', `PK\u0003\u0004${'\0'.repeat(100)}`, 'image/png'],
    ['a program as a picture', `MZ${'\0'.repeat(100)}`, 'image/png'],
    ['a program as a text', `MZ${'\0'.repeat(100)}`, 'text/plain'],
    ['a document as an archive', '%PDF-1.7\n', 'application/zip'],
  ])('of %s fails, for good', async (_what, content, contentType) => {
    const ada = createViewer()
    const id = await upload(service, ada, content, { contentType })
    expect((await readFile(service, ada, id)).data.file).toMatchObject({ status: 'FAILED', failure: 'TYPE_MISMATCH' })
    expect((await change(service, ada, 'completeUpload', id)).userErrors).toEqual(refusal('TYPE_MISMATCH'))
    expect(await storageOf(service, ada)).toMatchObject({ used: 0, reserved: 0 })
  })

  test.each([
    ['a picture', 'GIF89a', { contentType: 'image/gif' }],
    ['a text that begins like a program', 'MZ is how the header of a program begins.', {}],
    ['an archive as the document that it is', `PK\u0003\u0004${'\0'.repeat(100)}`, { contentType: 'application/zip' }],
    ['bytes without a known signature', '\u0007'.repeat(100), { contentType: 'video/mp4', purpose: 'LESSON_VIDEO' }],
  ])('of %s is taken as announced', async (_what, content, changes) => {
    const ada = createViewer()
    const id = await upload(service, ada, content, changes)
    expect((await readFile(service, ada, id)).data.file).toMatchObject({ status: 'AVAILABLE' })
  })

  test('looks unknown to others who would complete, give up or delete it', async () => {
    const [ada, eve] = [createViewer(), createViewer()]
    const { file } = await createUpload(service, ada, announce('hello'))
    for (const name of ['completeUpload', 'abortUpload', 'deleteFile'] as const) {
      const foreign = await change(service, eve, name, file.id)
      expect(foreign).toEqual({ file: null, userErrors: refusal('NOT_FOUND') })
      expect(await change(service, eve, name, newId('file'))).toEqual(foreign)
    }
  })

  test('given up gives its space back and cannot be completed', async () => {
    const ada = createViewer()
    const { file, upload } = await createUpload(service, ada, announce('hello'))
    await send(upload, 'hello')
    for (let time = 0; time < 2; time++) {
      expect(await change(service, ada, 'abortUpload', file.id)).toMatchObject({
        file: { status: 'DELETED' },
        userErrors: [],
      })
    }
    expect(await storageOf(service, ada)).toMatchObject({ used: 0, reserved: 0 })
    expect(await change(service, ada, 'completeUpload', file.id)).toEqual({
      file: null,
      userErrors: refusal('NOT_FOUND'),
    })
  })

  test('that is complete cannot be given up', async () => {
    const ada = createViewer()
    const id = await upload(service, ada, 'hello')
    expect(await change(service, ada, 'abortUpload', id)).toEqual({
      file: null,
      userErrors: refusal('ALREADY_COMPLETED'),
    })
  })
})

test.each([
  ['an empty name', { fileName: ' ' }, 'fileName', 'TOO_SMALL'],
  ['a name of dots', { fileName: '../..' }, 'fileName', 'INVALID_FILE_NAME'],
  ['a name of 4 kB', { fileName: 'x'.repeat(4096) }, 'fileName', 'TOO_BIG'],
  ['a name with NUL', { fileName: 'a\u0000.png' }, 'fileName', 'INVALID_TEXT'],
  ['no bytes', { size: 0 }, 'size', 'TOO_SMALL'],
  ['negative size', { size: -5 }, 'size', 'TOO_SMALL'],
  ['more than the purpose allows', { size: '1073741825' }, 'size', 'TOO_BIG'],
  ['more than fits a number', { size: '9223372036854775807' }, 'size', 'TOO_BIG'],
  ['a type that browsers run', { contentType: 'text/html' }, 'contentType', 'UNSUPPORTED_TYPE'],
  ['a drawing that browsers run', { contentType: 'image/svg+xml' }, 'contentType', 'UNSUPPORTED_TYPE'],
  ['a video as a document', { contentType: 'video/mp4' }, 'contentType', 'UNSUPPORTED_TYPE'],
  ['a type with a line break', { contentType: 'text/plain\r\nx: y' }, 'contentType', 'UNSUPPORTED_TYPE'],
  ['a checksum that is none', { sha256: 'abc' }, 'sha256', 'INVALID_FORMAT'],
  ['more than the space left', { size: QUOTA + 1 }, 'size', 'QUOTA_EXCEEDED'],
])('%s is refused by field and rule', async (_what, changes, field, code) => {
  const ada = createViewer()
  const { file, upload, userErrors } = await createUpload(service, ada, announce('hello', changes))
  expect({ file, upload, userErrors }).toEqual({ file: null, upload: null, userErrors: refusal(code, field) })
  expect(await storageOf(service, ada)).toMatchObject({ reserved: 0 })
})

describe('the quota', () => {
  test('holds however many uploads are announced at once', async () => {
    const ada = createViewer()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => createUpload(service, ada, announce('x'.repeat(1_500)))),
    )
    expect(answers.filter(({ file }) => file)).toHaveLength(6)
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual(
      Array(14).fill({ field: ['input', 'size'], code: 'QUOTA_EXCEEDED' }),
    )
    expect(await storageOf(service, ada)).toEqual({ used: 0, reserved: 9_000, limit: QUOTA })
  })

  test('counts what is there until it is deleted', async () => {
    const ada = createViewer()
    const id = await upload(service, ada, 'x'.repeat(6_000))
    expect(await storageOf(service, ada)).toEqual({ used: 6_000, reserved: 0, limit: QUOTA })
    expect((await createUpload(service, ada, announce('x'.repeat(5_000)))).userErrors).toEqual(
      refusal('QUOTA_EXCEEDED', 'size'),
    )
    await Promise.all(Array.from({ length: 5 }, () => change(service, ada, 'deleteFile', id)))
    expect(await storageOf(service, ada)).toEqual({ used: 0, reserved: 0, limit: QUOTA })
  })

  test('is shown to its owner and staff alone', async () => {
    const [ada, eve, admin] = [createViewer(), createViewer(), createViewer('ADMIN')]
    await createUpload(service, ada, announce('hello'))
    const ask = (viewer: typeof ada | null) =>
      service.entities(viewer, [{ __typename: 'User', id: ada.id }], '... on User { storage { reserved } }')
    expect((await ask(admin)).data._entities[0].storage).toEqual({ reserved: 5 })
    for (const viewer of [eve, null]) {
      const { data, errors } = await ask(viewer)
      expect(data._entities[0].storage).toBeNull()
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN')
    }
  })
})

test('anonymous callers upload nothing', async () => {
  const { errors } = await service.execute(
    null,
    'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { file { id } } }',
    { input: announce('hello') },
  )
  expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
})
