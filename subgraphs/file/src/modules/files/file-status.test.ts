import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FileStatus } from '../../generated/prisma/enums.ts'
import { type FileStep, nextStatus, spaceOf } from './file-status.ts'

const steps = fc.array(fc.constantFrom<FileStep>('TAKE_IN', 'VERIFY', 'FAIL', 'DELETE'), { maxLength: 12 })

/** Every status that a new file passes through; steps that are not open to it change nothing. */
function follow(path: readonly FileStep[]): FileStatus[] {
  const passed: FileStatus[] = ['RESERVED']
  for (const step of path) {
    const next = nextStatus(passed.at(-1) ?? 'RESERVED', step)
    if (next) passed.push(next)
  }
  return passed
}

test('whatever happens to a file, it is available only once verified, and nothing comes back from the dead', () => {
  fc.assert(
    fc.property(steps, (path) => {
      const passed = follow(path)
      if (passed.includes('AVAILABLE')) expect(passed.slice(0, 3)).toEqual(['RESERVED', 'UPLOADED', 'AVAILABLE'])
      const deleted = passed.indexOf('DELETED')
      if (deleted >= 0) expect(deleted).toBe(passed.length - 1)
      expect(new Set(passed).size).toBe(passed.length)
    }),
  )
})

test('space that was taken stays taken until the file fails or is deleted, and is never taken again', () => {
  fc.assert(
    fc.property(steps, (path) => {
      const sides = follow(path).map(spaceOf)
      expect(sides[0]).toBe('reserved')
      const given = sides.indexOf(null)
      if (given >= 0) expect(new Set(sides.slice(given))).toEqual(new Set([null]))
      expect(sides.lastIndexOf('reserved')).toBe(0)
    }),
  )
})
