import { courseCollected } from '@lms/contracts/course'
import type { EventOf } from '@lms/contracts/event'
import { EXPORT_RECEIPTS } from '@lms/contracts/export-receipts'
import { exportOpened, exportReady, fileErased } from '@lms/contracts/file'
import { exportRequested } from '@lms/contracts/user'
import { seal } from '@lms/kit/events/seal'
import { newId } from '@lms/kit/ids'
import { eventually } from '@lms/testkit/eventually'
import { askToErase } from '@lms/testkit/privacy'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { expect, test } from 'vitest'
import { announce, createUpload, readFile, storageOf, upload } from './files.ts'
import { startTestFile } from './start-file.ts'

const service = setUp(startTestFile)
const DAY_MS = 24 * 60 * 60_000

const request = (exportId: string, userId: string, version = 1) =>
  service.deliver(exportRequested, { subject: exportId, version, data: { exportId, userId } })

const opened = async (exportId: string) =>
  (await service.outbox(exportOpened)).filter(({ subject }) => subject === exportId).at(-1) as EventOf<
    typeof exportOpened
  >

/** The answer of a domain in so many parts, not yet delivered. */
async function answer({ data, aggregateversion: attempt }: EventOf<typeof exportOpened>, domain: string, parts = 1) {
  const definition = EXPORT_RECEIPTS.find((event) => event.domain === domain) ?? courseCollected
  const sealed = await seal({ notes: [`${domain}, asked ${attempt} times`] }, data.key)
  const length = Math.ceil(sealed.length / parts)
  return Array.from({ length: parts }, (_, index) => async () => {
    const part = {
      part: index + 1,
      parts,
      attempt,
      records: 1,
      sealed: sealed.slice(index * length, (index + 1) * length),
    }
    const { exportId, userId } = data
    return service.deliver(definition, { subject: exportId, version: index + 1, data: { exportId, userId, ...part } })
  })
}

/** The service answers for itself. */
const everyDomain = EXPORT_RECEIPTS.map(({ domain }) => domain).filter((domain) => domain !== 'file')
const deliver = async (event: EventOf<typeof exportOpened>, domains = everyDomain, parts = 1) => {
  for (const domain of domains) for (const send of (await answer(event, domain, parts)).reverse()) await send()
}

const ready = async (exportId: string) =>
  (await service.outbox(exportReady)).filter(({ subject }) => subject === exportId)

const untilReady = (exportId: string) =>
  eventually(
    () => ready(exportId),
    (seen) => expect(seen).not.toEqual([]),
  )

test('parts in any order, repeated, make one file, for its owner alone and for some days', async () => {
  const ada = createViewer()
  const exportId = newId('export')
  await service.redeliver(await request(exportId, ada.id))
  const event = await opened(exportId)
  const [first, ...others] = everyDomain
  await deliver(event, others, 3)
  const [one, two] = await answer(event, first ?? '', 2)
  const part = await two?.()
  if (part) await service.redeliver(part)
  expect(await ready(exportId)).toEqual([])
  await one?.()
  await untilReady(exportId)
  const [told] = await ready(exportId)
  const { data } = await readFile(service, ada, told?.data.fileId ?? '')
  expect(data.file).toMatchObject({ status: 'AVAILABLE', contentType: 'application/json', owner: { id: ada.id } })
  const { domains } = await (await fetch(data.file.downloadUrl)).json()
  expect(domains).toEqual({
    ...Object.fromEntries(everyDomain.map((domain) => [domain, { notes: [`${domain}, asked 1 times`] }])),
    file: { files: [] },
  })
  for (const other of [null, createViewer(), createViewer('ADMIN')]) {
    expect((await readFile(service, other, data.file.id)).data.file).toBeNull()
  }
  expect(await service.database.query('select private_key from data_export where id = $1', [exportId])).toEqual([
    { private_key: null },
  ])
  // Asked again when it is done, it answers again and makes no other file.
  await request(exportId, ada.id, 2)
  expect((await ready(exportId)).map((event) => event.data.fileId)).toEqual([data.file.id, data.file.id])
  expect(await storageOf(service, ada)).toMatchObject({ used: 0, reserved: 0 })

  service.clock.advance(8 * DAY_MS)
  expect((await readFile(service, ada, data.file.id)).data.file).toBeNull()
  await eventually(
    () =>
      service.database.query('select status, purged_at is not null as purged from file where id = $1', [data.file.id]),
    (seen) => expect(seen).toEqual([{ status: 'DELETED', purged: true }]),
  )
  expect((await fetch(data.file.downloadUrl)).status).toBe(404)
})

test('answers to different times of asking are not mixed', async () => {
  const [ada, exportId] = [createViewer(), newId('export')]
  await request(exportId, ada.id)
  const before = await opened(exportId)
  await deliver(before, everyDomain.slice(0, 4))
  await request(exportId, ada.id, 2)
  const after = await opened(exportId)
  expect(after.data.key).toEqual(before.data.key)
  await deliver(before, everyDomain.slice(4))
  await deliver(after, everyDomain.slice(1))
  expect(await ready(exportId)).toEqual([])
  await deliver(after, everyDomain.slice(0, 1))
  await untilReady(exportId)
  const { data } = await readFile(service, ada, (await ready(exportId))[0]?.data.fileId ?? '')
  expect(await (await fetch(data.file.downloadUrl)).text()).not.toContain('asked 1 times')
})

test('nobody uploads such a file themselves', async () => {
  const { file, userErrors } = await createUpload(service, createViewer(), announce('{}', { purpose: 'DATA_EXPORT' }))
  expect(file).toBeNull()
  expect(userErrors).toMatchObject([{ field: ['input', 'purpose'] }])
})

test('an erasure takes files with their names, and an export that is under way', async () => {
  const [ada, other] = [createViewer(), createViewer()]
  await upload(service, ada, 'my work', { fileName: 'ada-lovelace.txt', purpose: 'SUBMISSION' })
  const kept = await upload(service, other, 'their work', { purpose: 'SUBMISSION' })
  const exportId = newId('export')
  await request(exportId, ada.id)
  const receipts = await askToErase(service, fileErased, ada.id)
  expect(receipts.map(({ erased }) => erased)).toEqual([2, 0])
  expect(
    await service.database.query('select distinct status, file_name from file where owner_id = $1', [ada.id]),
  ).toEqual([{ status: 'DELETED', file_name: 'erased' }])
  expect((await readFile(service, other, kept)).data.file.status).toBe('AVAILABLE')
  await deliver(await opened(exportId))
  expect(await service.database.query('select 1 from export_part')).toEqual([])
  expect(service.deadLetters()).toEqual([])
})
