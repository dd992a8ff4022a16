import { parseArgs } from 'node:util'
import { expect, test } from 'vitest'
import { describeFailure } from './describe-failure.ts'

const failureOf = (run: () => unknown): unknown => {
  try {
    return run()
  } catch (error) {
    return error
  }
}

test('an unknown option is named without a stack, anything else comes with its stack', () => {
  const misspelt = describeFailure(failureOf(() => parseArgs({ args: ['--nope'], options: {} })))
  expect(misspelt).toContain("Unknown option '--nope'")
  expect(misspelt).not.toContain('    at ')
  expect(describeFailure(new Error('broken'))).toMatch(/^Error: broken\n +at /)
  expect(describeFailure('broken')).toBe('broken')
})
