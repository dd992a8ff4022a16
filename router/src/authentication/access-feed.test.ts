import { createLogger } from '@lms/kit/log'
import { createTestClock } from '@lms/testkit/clock'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AccessChanges } from './access-changes.ts'
import { type AccessFeedOptions, createAccessFeed } from './access-feed.ts'
import type { VerifiedAccessToken } from './access-token.ts'

const MINUTE = 60_000
const log = createLogger({ service: 'test', level: 'silent' })

const nothing = { sessions: [], people: [], partners: [] }

function setUp(more: Partial<AccessFeedOptions> = {}) {
  const clock = createTestClock()
  const answers: (Partial<AccessChanges> | Error)[] = []
  const ask = vi.fn(async (_since: Date): Promise<AccessChanges> => {
    const answer = answers.shift() ?? {}
    if (answer instanceof Error) throw answer
    return { ...nothing, asOf: clock.now(), ...answer }
  })
  const registry = new Registry()
  const feed = createAccessFeed({ ask, clock, log, registry, ...more })
  const token = (sessionId: string, userId = 'user_a', issuedAt = clock.now()): VerifiedAccessToken => ({
    viewer: { kind: 'user', id: userId, sessionId, roles: [], scopes: [] },
    issuedAt,
    expiresAt: new Date(issuedAt.getTime() + 900_000),
  })
  const nextPoll = () => vi.advanceTimersByTimeAsync(2_000)
  const age = async () =>
    (await registry.getSingleMetric('lms_router_access_feed_age_seconds')?.get())?.values[0]?.value
  return { clock, answers, ask, feed, token, nextPoll, age }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('refuses the tokens of a session that ended, and no others', async () => {
  const { feed, answers, token, nextPoll } = setUp()
  await feed.start()
  answers.push({ sessions: ['session_a'] })
  expect(feed.isEnded(token('session_a'))).toBe(false)
  await nextPoll()
  expect(feed.isEnded(token('session_a'))).toBe(true)
  expect(feed.isEnded(token('session_b'))).toBe(false)
  await feed.stop()
})

test('refuses what a person was issued up to the instant at which tokens were called back', async () => {
  const { feed, answers, token, clock } = setUp()
  const tokensValidFrom = clock.now()
  answers.push({ people: [{ id: 'user_a', tokensValidFrom }] })
  await feed.start()
  const at = (offset: number) => new Date(tokensValidFrom.getTime() + offset)
  expect(feed.isEnded(token('session_a', 'user_a', at(-1)))).toBe(true)
  expect(feed.isEnded(token('session_a', 'user_a', at(0)))).toBe(true)
  expect(feed.isEnded(token('session_a', 'user_a', at(1)))).toBe(false)
  expect(feed.isEnded(token('session_a', 'user_b', at(-1)))).toBe(false)
  await feed.stop()
})

test('a later call-back wins, whatever order they are told in', async () => {
  const { feed, answers, token, clock, nextPoll } = setUp()
  const [first, second] = [clock.now(), new Date(clock.now().getTime() + 500)]
  answers.push({ people: [{ id: 'user_a', tokensValidFrom: second }] })
  answers.push({ people: [{ id: 'user_a', tokensValidFrom: first }] })
  await feed.start()
  await nextPoll()
  expect(feed.isEnded(token('session_a', 'user_a', second))).toBe(true)
  await feed.stop()
})

test('asks for all that matters first, then for what came after the last answer', async () => {
  const { feed, answers, ask, nextPoll, clock } = setUp()
  const asOf = clock.now()
  answers.push({ asOf }, new Error('away'))
  await feed.start()
  await nextPoll()
  await nextPoll()
  expect(ask.mock.calls.map(([since]) => since)).toEqual([new Date(0), asOf, asOf])
  await feed.stop()
})

describe('while the subgraph does not answer', () => {
  test('nobody with a token is let in before the first answer', async () => {
    const { feed, answers, token, nextPoll, age } = setUp()
    answers.push(new Error('away'))
    await feed.start()
    expect(() => feed.isEnded(token('session_a'))).toThrow(
      expect.objectContaining({ status: 503, extensions: { code: 'SERVICE_UNAVAILABLE' } }),
    )
    expect(await age()).toBe(Number.POSITIVE_INFINITY)
    await nextPoll()
    expect(feed.isEnded(token('session_a'))).toBe(false)
    await feed.stop()
  })

  test('what was known stays in force, and the age grows until it answers', async () => {
    const { feed, answers, token, nextPoll, age } = setUp()
    answers.push({ sessions: ['session_a'] }, ...Array(5).fill(new Error('away')))
    await feed.start()
    for (let failures = 0; failures < 5; failures++) await nextPoll()
    expect(feed.isEnded(token('session_a'))).toBe(true)
    expect(feed.isEnded(token('session_b'))).toBe(false)
    expect(await age()).toBe(10)
    await nextPoll()
    expect(await age()).toBe(0)
    await feed.stop()
  })
})

test('forgets what has outlived every token, even when it is told again and again', async () => {
  const { feed, answers, token, clock, nextPoll } = setUp()
  const issuedAt = clock.now()
  const told = { sessions: ['session_a'], people: [{ id: 'user_b', tokensValidFrom: issuedAt }] }
  answers.push(told)
  await feed.start()
  clock.advance(16 * MINUTE)
  answers.push(told)
  await nextPoll()
  expect(feed.isEnded(token('session_a'))).toBe(true)
  expect(feed.isEnded(token('session_b', 'user_b', issuedAt))).toBe(true)
  clock.advance(MINUTE)
  await nextPoll()
  expect(feed.isEnded(token('session_a'))).toBe(false)
  expect(feed.isEnded(token('session_b', 'user_b', issuedAt))).toBe(false)
  await feed.stop()
})

test('tells listeners of each change once', async () => {
  const [onPartnerChanged, onTokensEnded] = [vi.fn(), vi.fn()]
  const { feed, answers, clock, nextPoll } = setUp({ onPartnerChanged, onTokensEnded })
  const changedAt = clock.now()
  const told = { sessions: ['session_a'], partners: [{ id: 'partner_a', changedAt }] }
  answers.push(told, told, { partners: [{ id: 'partner_a', changedAt: new Date(changedAt.getTime() + 1) }] })
  await feed.start()
  await nextPoll()
  expect([onPartnerChanged.mock.calls, onTokensEnded.mock.calls.length]).toEqual([[['partner_a']], 1])
  await nextPoll()
  expect([onPartnerChanged.mock.calls, onTokensEnded.mock.calls.length]).toEqual([[['partner_a'], ['partner_a']], 1])
  await feed.stop()
})

test('stops asking', async () => {
  const { feed, ask, nextPoll } = setUp()
  await feed.start()
  await feed.stop()
  await nextPoll()
  expect(ask).toHaveBeenCalledTimes(1)
})
