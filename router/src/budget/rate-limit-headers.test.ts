import { expect, test } from 'vitest'
import { rateLimitHeaders, requestWindowHeaders } from './rate-limit-headers.ts'

test('a budget is told as quota, window to fill it, what is left and time until it is full', () => {
  expect(rateLimitHeaders({ maximumAvailable: 10_000, currentlyAvailable: 8_123, restoreRate: 300 })).toEqual({
    'ratelimit-policy': '"cost";q=10000;w=34;qu="points"',
    ratelimit: '"cost";r=8123;t=7',
    'x-ratelimit-limit': '10000',
    'x-ratelimit-remaining': '8123',
    'x-ratelimit-reset': '7',
  })
})

test('a full budget resets at once, an empty one after its window', () => {
  const status = { maximumAvailable: 50, restoreRate: 10 }
  expect(rateLimitHeaders({ ...status, currentlyAvailable: 50 }).ratelimit).toBe('"cost";r=50;t=0')
  expect(rateLimitHeaders({ ...status, currentlyAvailable: 0 }).ratelimit).toBe('"cost";r=0;t=5')
})

test('the request window is told in requests', () => {
  expect(requestWindowHeaders({ quota: 100, left: 0, reset: 41, seconds: 900 })).toMatchObject({
    'ratelimit-policy': '"requests";q=100;w=900',
    ratelimit: '"requests";r=0;t=41',
  })
})
