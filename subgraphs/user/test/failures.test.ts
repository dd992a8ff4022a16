import { createViewer } from '@lms/testkit/viewers'
import { expect, test } from 'vitest'
import { startTestUser } from './start-user.ts'

test('without its database the service stays alive, says so, and gives nothing away', async () => {
  await using user = await startTestUser()
  expect((await fetch(`${user.url}/health/database`)).status).toBe(200)
  await user.database[Symbol.asyncDispose]()

  const health = await fetch(`${user.url}/health/database`)
  expect([health.status, await health.json()]).toEqual([503, { status: 'failed', service: 'user-service' }])
  expect((await fetch(`${user.url}/health`)).status).toBe(200)

  const { data, errors } = await user.execute(createViewer(), 'query ($id: ID!) { user(id: $id) { displayName } }', {
    id: 'user_x',
  })
  expect(data).toEqual({ user: null })
  expect(errors).toEqual([
    {
      message: 'The service is not available at the moment. Try again.',
      locations: expect.any(Array),
      path: ['user'],
      extensions: { code: 'SERVICE_UNAVAILABLE' },
    },
  ])
})

test('a missing configuration ends the start with every problem named', async () => {
  const { startUser } = await import('../src/server.ts')
  await expect(startUser({ DATABASE_URL: 'postgres://u:hunter2@db/lms', JWT_EXPIRES_IN: 'soon' })).rejects.toThrow(
    /5 problem[\s\S]*SERVICE_PUBLIC_KEY: is required[\s\S]*REDIS_URL: is required[\s\S]*JWT_SECRET: is required[\s\S]*JWT_EXPIRES_IN: must be a number followed by d, h or m[\s\S]*MAIL_TOKEN_SECRET: is required/,
  )
})
