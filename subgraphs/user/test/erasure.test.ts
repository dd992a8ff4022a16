import { courseErased } from '@lms/contracts/course'
import { erasureRequested, HOLDERS } from '@lms/contracts/user'
import { eventually } from '@lms/testkit/eventually'
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
