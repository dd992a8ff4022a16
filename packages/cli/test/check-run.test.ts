import { expect, test } from 'vitest'
import { CheckRun } from '../src/checks/check-run.ts'
import { CommandError } from '../src/command-error.ts'

test('every part runs though one fails, and the end names those that failed', async () => {
  const lines: string[] = []
  const check = new CheckRun((line) => lines.push(line))
  await check.part('lint', () => Promise.reject(new CommandError('an unused import')))
  await check.part('types', () => Promise.resolve())
  expect(lines[0]).toMatch(/^FAILED {2}lint .*\d s\n\nan unused import\n$/)
  expect(lines[1]).toMatch(/^ok {6}types .*\d s$/)
  expect(() => check.finish()).toThrow('check failed: lint')
})

test('a check whose parts all passed ends well', async () => {
  const check = new CheckRun(() => {})
  await check.part('lint', () => Promise.resolve())
  expect(() => check.finish()).not.toThrow()
})
