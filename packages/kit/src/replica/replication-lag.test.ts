import { expect, test } from 'vitest'
import { createReplicationLag } from './replication-lag.ts'

test('nothing is known before the first look, and nothing is trusted that has not caught up yet', () => {
  const lag = createReplicationLag()
  expect(lag.at(0)).toBe(Number.POSITIVE_INFINITY)
  lag.note({ at: 0, written: 100n, replayed: 90n })
  expect(lag.at(0)).toBe(Number.POSITIVE_INFINITY)
})

test('the lag counts from the latest look whose position was replayed', () => {
  const lag = createReplicationLag()
  lag.note({ at: 1_000, written: 100n, replayed: 100n })
  lag.note({ at: 2_000, written: 200n, replayed: 199n })
  lag.note({ at: 3_000, written: 300n, replayed: 199n })
  expect(lag.at(3_000)).toBe(2_000)
  lag.note({ at: 4_000, written: 400n, replayed: 250n })
  expect(lag.at(4_000)).toBe(2_000)
  lag.note({ at: 5_000, written: 400n, replayed: 400n })
  expect(lag.at(5_000)).toBe(0)
})

test('while the primary writes nothing the standby is current, and only as long as somebody looks', () => {
  const lag = createReplicationLag()
  for (const at of [0, 60_000, 120_000]) lag.note({ at, written: 100n, replayed: 100n })
  expect(lag.at(120_500)).toBe(500)
  expect(lag.at(180_000)).toBe(60_000)
})

test('a server that is no standby, or another primary’s, is not trusted', () => {
  const lag = createReplicationLag()
  lag.note({ at: 0, written: 100n, replayed: 100n })
  lag.note({ at: 1_000, written: 200n, replayed: null })
  expect(lag.at(1_000)).toBe(Number.POSITIVE_INFINITY)
  lag.note({ at: 2_000, written: 900n, replayed: 900n })
  // The primary was restored to an earlier time, and the standby still has what is gone.
  for (const at of [3_000, 4_000]) lag.note({ at, written: 500n, replayed: 900n })
  expect(lag.at(4_000)).toBe(Number.POSITIVE_INFINITY)
  lag.note({ at: 5_000, written: 600n, replayed: 600n })
  lag.note({ at: 6_000, written: 600n, replayed: 600n })
  expect(lag.at(6_000)).toBe(0)
})

test('what was forgotten is trusted again with the first look at which it has caught up', () => {
  const lag = createReplicationLag()
  lag.note({ at: 0, written: 100n, replayed: 100n })
  lag.forget()
  expect(lag.at(0)).toBe(Number.POSITIVE_INFINITY)
  lag.note({ at: 1_000, written: 100n, replayed: 100n })
  expect(lag.at(1_500)).toBe(500)
})
