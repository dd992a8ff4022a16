import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { type CpuProfile, summariseProfile } from './summarise-profile.ts'

const frame = (functionName: string, url = '', lineNumber = 0) => ({ functionName, url, lineNumber })
const here = pathToFileURL(import.meta.filename).href
const nodes = [
  frame('(idle)'),
  frame('(garbage collector)'),
  frame('execute', here, 4),
  frame('write', 'file:///x/node_modules/.pnpm/undici@8/node_modules/undici/lib/client.js', 9),
  frame('read', 'file:///x/node_modules/.pnpm/undici@8/node_modules/undici/lib/readable.js', 1),
  frame('', 'node:internal/streams/readable', 2),
].map((callFrame, id) => ({ id, callFrame }))

const profile: CpuProfile = {
  nodes,
  startTime: 1_000,
  samples: [2, 0, 1, 3, 4, 3, 5, 2],
  timeDeltas: [10, 20, 30, 40, 50, 60, 70, 80],
}

test('time is summed by function and by module, without what was idle', () => {
  const { busy, idle, functions, modules } = summariseProfile(profile, 0, Number.POSITIVE_INFINITY)
  expect({ busy, idle }).toEqual({ busy: 340, idle: 20 })
  expect(functions.slice(0, 2)).toEqual([
    { name: 'write  node_modules/undici/lib/client.js:10', self: 100 },
    { name: 'execute  packages/bench/src/profile/summarise-profile.test.ts:5', self: 90 },
  ])
  expect(modules).toEqual([
    { name: 'undici', self: 150 },
    { name: 'packages/bench/src/profile', self: 90 },
    { name: 'node:internal/streams', self: 70 },
    { name: 'garbage collector', self: 30 },
  ])
})

test('samples outside of the given time do not count', () => {
  expect(summariseProfile(profile, 1_050, 1_110).functions).toEqual([
    { name: 'write  node_modules/undici/lib/client.js:10', self: 40 },
    { name: '(garbage collector)', self: 30 },
  ])
})
