import { redisKinds } from '@lms/testkit/redis-kinds'
import { setUp } from '@lms/testkit/set-up'
import type { Answer, TestSubgraph } from '@lms/testkit/subgraph'
import { beforeAll, describe, expect, test } from 'vitest'
import { mailsOf } from './mails.ts'
import { newAddress, sessionsOf } from './people.ts'
import { startTestUser } from './start-user.ts'

/** How many of several answers were refused because there were too many. */
async function throttled(answers: Promise<Answer>[]): Promise<number> {
  const codes = (await Promise.all(answers)).map(({ errors }) => errors?.[0]?.extensions.code)
  return codes.filter((code) => code === 'THROTTLED').length
}

const many = (count: number, ask: (index: number) => Promise<Answer>) => Array.from({ length: count }, (_, n) => ask(n))

/** Registers what holds wherever attempts are counted. */
function describeLimits(user: TestSubgraph): void {
  const { join } = sessionsOf(user)
  const { ask, resetTokens, allAnswered, requestVerification } = mailsOf(user)

  test('an address is written to three times in a quarter of an hour, whether it has an account or not', async () => {
    const ada = await join()
    for (const address of [ada.email, newAddress()])
      expect(await throttled(many(8, (n) => ask(n % 2 ? address : address.toUpperCase())))).toBe(5)
    await allAnswered()
    expect((await resetTokens(ada.id)).length).toBeLessThanOrEqual(3)
  })

  test('one request cannot ask more often than many', async () => {
    const field = (n: number) => `ask${n}: requestPasswordReset(input: $input) { userErrors { code } }`
    const fields = Array.from({ length: 6 }, (_, n) => field(n)).join(' ')
    const mutation = `mutation ($input: RequestPasswordResetInput!) { ${fields} }`
    const { errors } = await user.execute(null, mutation, { input: { email: newAddress() } })
    expect(errors?.[0]).toMatchObject({ path: ['ask3'], extensions: { code: 'THROTTLED' } })
  })

  test('a client can try thirty addresses in a quarter of an hour, others are not kept from it', async () => {
    expect(await throttled(many(40, () => ask(newAddress(), '192.0.2.1')))).toBe(10)
    expect(await throttled([ask(newAddress(), '192.0.2.2')])).toBe(0)
  })

  test('a person gets three links to verify the address in a quarter of an hour', async () => {
    const [ada, bob] = [await join(), await join()]
    expect(await throttled(many(8, () => requestVerification(ada.viewer)))).toBe(5)
    expect(await throttled([requestVerification(bob.viewer)])).toBe(0)
  })

  test('a password can be guessed ten times in a quarter of an hour', async () => {
    const input = { email: newAddress(), password: 'wrong horse' }
    const guess = 'mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }'
    expect(await throttled(many(14, () => user.execute(null, guess, { input })))).toBe(4)
  })
}

describe('counted in memory', () => describeLimits(setUp(startTestUser)))

describe.each((await redisKinds()).slice(1))('%s', (_kind, start) => {
  const redis = setUp(start)
  const user = setUp(() => startTestUser({}, { redis: redis.redis }))
  describeLimits(user)

  describe('that is gone', () => {
    beforeAll(() => redis.stop())
    describeLimits(user)
  })
})
