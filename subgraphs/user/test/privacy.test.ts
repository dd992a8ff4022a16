import { courseErased } from '@lms/contracts/course'
import { exportReady } from '@lms/contracts/file'
import { erasureRequested, exportRequested, HOLDERS, userCollected } from '@lms/contracts/user'
import { newId } from '@lms/kit/ids'
import { eventually } from '@lms/testkit/eventually'
import { askToCollect } from '@lms/testkit/privacy'
import { setUp } from '@lms/testkit/set-up'
import { createViewer } from '@lms/testkit/viewers'
import { expect, test } from 'vitest'
import { sessionsOf } from './people.ts'
import { startTestUser } from './start-user.ts'

const user = setUp(() => startTestUser())
const people = () => sessionsOf(user)
const staff = createViewer('ADMIN')

const request = async (viewer: ReturnType<typeof createViewer>, confirmEmail: string) => {
  const { data } = await user.execute(
    viewer,
    `mutation ($input: RequestErasureInput!) { requestErasure(input: $input) {
      erasure { id status missing receipts { domain } } userErrors { code field } } }`,
    { input: { confirmEmail } },
  )
  return data.requestErasure
}

const erasureOf = async (userId: string) => {
  const { data } = await user.execute(
    staff,
    '{ erasures(open: false) { id userId status missing completedAt receipts { domain erased kept } } }',
  )
  return data.erasures.find((erasure: { userId: string }) => erasure.userId === userId)
}

/** A domain answers. */
const answer = (domain: string, erasureId: string, userId: string) => {
  const definition = { ...courseErased, type: `lms.${domain}.erasure-completed.v1`, topic: `lms.${domain}` }
  return user.deliver(definition as typeof courseErased, {
    subject: erasureId,
    data: { erasureId, userId, erased: 2, kept: [] },
  })
}

test('an account is shut at once, and nameless when every domain has answered', async () => {
  const ada = await people().join()
  expect((await request(ada.viewer, 'somebody@example.com')).userErrors).toMatchObject([{ code: 'OTHER_ADDRESS' }])
  const { erasure } = await request(ada.viewer, ada.email)
  expect(erasure).toMatchObject({ status: 'RUNNING', receipts: [], missing: [...HOLDERS, 'user'] })
  expect((await people().signIn(ada)).userErrors).toMatchObject([{ code: 'ACCOUNT_SUSPENDED' }])
  const asked = (await user.outbox(erasureRequested)).filter(({ data }) => data.userId === ada.id)
  expect(asked).toHaveLength(1)
  expect((await request(ada.viewer, ada.email)).erasure.id).toBe(erasure.id)

  for (const domain of HOLDERS.slice(1)) await answer(domain, erasure.id, ada.id)
  await eventually(
    () => erasureOf(ada.id),
    (seen) => expect(seen.missing).toEqual(['course', 'user']),
  )
  await answer('course', erasure.id, ada.id)
  await eventually(
    () => erasureOf(ada.id),
    (seen) => expect(seen).toMatchObject({ status: 'COMPLETED', missing: [], completedAt: expect.any(String) }),
  )
  const [row] = await user.database.query('select email, display_name, password_hash from "user" where id = $1', [
    ada.id,
  ])
  expect(row).toEqual({ email: `${ada.id}@erased.invalid`, display_name: 'Erased account', password_hash: null })
  expect((await people().signUp({ email: ada.email, password: 'another one', displayName: 'Ada' })).userErrors).toEqual(
    [],
  )
})

test('a domain that does not answer is asked again, and at last is seen to be stuck', async () => {
  const grace = await people().join()
  await request(grace.viewer, grace.email)
  const asked = async () => (await user.outbox(erasureRequested)).filter(({ data }) => data.userId === grace.id).length
  for (const times of [2, 3, 4]) {
    user.clock.advance(60 * 60_000)
    await eventually(asked, (count) => expect(count).toBeGreaterThanOrEqual(times))
  }
  expect((await erasureOf(grace.id)).status).toBe('STUCK')
})

const DAY_MS = 24 * 60 * 60_000
const EXPORT = 'id status missing expiresAt file { id } receipts { domain records }'

const requestExport = async (viewer: ReturnType<typeof createViewer> | null) => {
  const { data, errors } = await user.execute(
    viewer,
    `mutation { requestDataExport { export { ${EXPORT} } userErrors { code } } }`,
  )
  return errors ? errors[0]?.extensions.code : data.requestDataExport.export
}

const exportOf = async (viewer: ReturnType<typeof createViewer>, id: string) =>
  (await user.execute(viewer, `query ($id: ID!) { user(id: $id) { dataExport { ${EXPORT} } } }`, { id })).data.user
    ?.dataExport

const exportSaga = (key: string) =>
  user.database.query(
    "select step, finished_at is not null as finished from kit.saga where kind = 'export' and key = $1",
    [key],
  )

const finish = (exportId: string, userId: string, fileId = newId('file')) =>
  user.deliver(exportReady, {
    subject: exportId,
    data: { exportId, userId, fileId, expiresAt: new Date(user.clock.now().getTime() + 7 * DAY_MS).toISOString() },
  })

test('an export runs once at a time, and can be asked for again when its file is gone', async () => {
  const ada = await people().join()
  expect(await requestExport(null)).toBe('UNAUTHENTICATED')
  const asked = await Promise.all(Array.from({ length: 5 }, () => requestExport(ada.viewer)))
  const [{ id }] = asked
  expect(new Set(asked.map((seen) => seen.id))).toEqual(new Set([id]))
  expect(asked[0]).toMatchObject({ status: 'RUNNING', file: null, missing: [...HOLDERS, 'user'] })
  expect((await user.outbox(exportRequested)).filter(({ subject }) => subject === id)).toHaveLength(1)
  const fileId = newId('file')
  await user.redeliver(await finish(id, ada.id, fileId))
  await finish(id, ada.id, newId('file'))
  expect(await exportOf(ada.viewer, ada.id)).toMatchObject({ id, status: 'READY', missing: [], file: { id: fileId } })
  expect(await exportSaga(id)).toEqual([{ step: 'READY', finished: true }])
  expect((await requestExport(ada.viewer)).id).toBe(id)
  expect(await exportOf(createViewer(), ada.id)).toBeNull()
  user.clock.advance(8 * DAY_MS)
  expect(await exportOf(ada.viewer, ada.id)).toMatchObject({ status: 'EXPIRED', file: null })
  expect((await requestExport(ada.viewer)).id).not.toBe(id)
})

test('an export that is not answered is asked for again, is seen to be stuck, and an erasure ends it', async () => {
  const ada = await people().join()
  const { id } = await requestExport(ada.viewer)
  const asked = async () => (await user.outbox(exportRequested)).filter(({ subject }) => subject === id)
  user.clock.advance(60 * 60_000)
  await eventually(asked, (events) => expect(events.map((event) => event.aggregateversion)).toEqual([1, 2]))
  await user.database.query('update kit.saga set resumed = 3 where key = $1', [id])
  expect((await exportOf(staff, ada.id)).status).toBe('STUCK')
  const { erasure } = await request(ada.viewer, ada.email)
  for (const domain of HOLDERS) await answer(domain, erasure.id, ada.id)
  await eventually(
    () => exportSaga(id),
    (seen) => expect(seen).toEqual([{ step: 'DROPPED', finished: true }]),
  )
  await finish(id, ada.id)
  expect(await user.database.query('select 1 from data_export where user_id = $1', [ada.id])).toEqual([])
  expect(user.deadLetters()).toEqual([])
})

test('an export holds the account and no secret of it', async () => {
  const ada = await people().join()
  const { records } = await askToCollect(user, userCollected, ada.id)
  expect(records).toMatchObject({ accounts: [{ email: ada.email }], roles: [{ role: 'STUDENT' }], sessions: [{}] })
  expect(JSON.stringify(records)).not.toMatch(/argon2|passwordHash|generation/)
})
