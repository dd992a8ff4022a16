import { expect, test } from 'vitest'
import { newSerial, readSerial } from './serial.ts'

test('serials are distinct and read back as they are', () => {
  const serials = Array.from({ length: 1000 }, newSerial)
  expect(new Set(serials).size).toBe(1000)
  for (const serial of serials) {
    expect(serial).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/)
    expect(readSerial(serial)).toBe(serial)
  }
})

test('case, dashes, blanks and letters that look like digits do not matter', () => {
  expect(readSerial(' 3f7kq xw92m-obdtc8hjzl ')).toBe('3F7KQ-XW92M-0BDTC-8HJZ1')
})

test.each(['', '3F7KQ', '3F7KQ-XW92M-0BDTC-8HJZU', 'x'.repeat(10_000)])('%j is no serial', (text) => {
  expect(readSerial(text)).toBeNull()
})
