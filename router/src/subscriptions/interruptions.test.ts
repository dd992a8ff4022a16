import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Interruptions } from './interruptions.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const pass = (seconds: number) => vi.advanceTimersByTime(seconds * 1_000)

test('a stream whose place is known is asked for again until it was away for too long', () => {
  const interruptions = new Interruptions(60_000)
  interruptions.over()
  expect(interruptions.judge(true, true)).toBe('again')
  for (let second = 0; second < 60; second += 1) {
    pass(1)
    expect(interruptions.judge(false, true)).toBe('again')
  }
  pass(1)
  expect(interruptions.judge(false, true)).toBe('interrupted')
})

test('what came back may be away for as long again', () => {
  const interruptions = new Interruptions(60_000)
  for (let time = 0; time < 5; time += 1) {
    expect(interruptions.judge(true, true)).toBe('again')
    pass(50)
    expect(interruptions.judge(false, true)).toBe('again')
    interruptions.over()
  }
})

test('one whose place is not known is interrupted at once', () => {
  expect(new Interruptions(60_000).judge(true, false)).toBe('interrupted')
})

test('one that never began is not available after a while', () => {
  const interruptions = new Interruptions(60_000)
  expect(interruptions.judge(false, false)).toBe('again')
  pass(1)
  expect(interruptions.judge(false, false)).toBe('again')
  pass(2)
  expect(interruptions.judge(false, false)).toBe('unavailable')
})

test('one that breaks as often as it comes is given up', () => {
  const interruptions = new Interruptions(60_000)
  for (let time = 0; time < 20; time += 1) {
    expect(interruptions.judge(true, true)).toBe('again')
    interruptions.over()
    pass(2)
  }
  expect(interruptions.judge(true, true)).toBe('interrupted')
})
